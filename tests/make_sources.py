"""Bodies as monitoring and CI/CD send them, and integrations of every kind."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from django.test import Client

from incidents.alerts.actions.issue_integration import issue_integration
from incidents.alerts.formats.sns import signed_text
from incidents.alerts.models import InboxItem, Integration, SigningCertificate
from portal.clock import clock
from tests.make_record import NOON

LATER = NOON.replace(year=2030)
SECRETS = {"pagerduty": "0123456789abcdef0123456789abcdef"}
TOPIC = "arn:aws:sns:us-east-1:123456789012:alerts"
CERTIFICATE = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0a1b.pem"


def secret_of(kind: str) -> str:
    return SECRETS.get(kind, f"aci_secret-of-{kind}")


def make_source(kind: str, **facts: Any) -> Integration:
    integration, _ = issue_integration(
        name=f"Our {kind}", kind=kind, by=None, at=NOON, secret=secret_of(kind)
    )
    for name, value in facts.items():
        setattr(integration, name, value)
    integration.save()
    return integration


def post(path: str, body: Any, **headers: str) -> tuple[int, Any]:
    """Status and answer; names of headers with underscores."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = Client().post(path, raw, content_type="application/json", headers=named)
    return answer.status_code, json.loads(answer.content)


def bearer(kind: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret_of(kind)}"}


def signed(kind: str, body: Any, **headers: str) -> dict[str, str]:
    """Headers with the signature of this kind."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    name, start = {
        "github": ("X-Hub-Signature-256", "sha256="),
        "sentry": ("Sentry-Hook-Signature", ""),
        "grafana": ("X-Grafana-Alerting-Signature", ""),
    }[kind]
    made = hmac.new(secret_of(kind).encode(), raw, hashlib.sha256).hexdigest()
    return {name: start + made, **headers}


def work_in(*, at: datetime = LATER) -> None:
    clock.ring_due(at=at)
    assert not InboxItem.objects.waiting().exists()


def event(action: str = "trigger", key: str = "disk", **facts: Any) -> dict[str, Any]:
    """An event of PagerDuty's Events API v2."""
    body: dict[str, Any] = {
        "routing_key": secret_of("pagerduty"),
        "event_action": action,
        "dedup_key": key,
    }
    if action == "trigger":
        body["payload"] = {"summary": "Disk full", "source": "db1", "severity": "critical"}
    return {**body, **facts}


def datadog(transition: str = "Triggered", cycle: str = "c1", **facts: Any) -> dict[str, Any]:
    return {
        "id": cycle,
        "aggreg_key": "agg",
        "monitor_id": "42",
        "transition": transition,
        "alert_type": "error",
        "priority": "P1",
        "title": "[Triggered] p99 is high",
        "body": "p99 is 4 s",
        "scope": "service:checkout",
        "tags": "service:checkout,env:prod",
        "host": "$HOSTNAME",
        "link": "https://app.datadoghq.com/x",
        "event_id": "1",
        "date_posix": "1700000000",
        "org": "Northwind",
        **facts,
    }


def newrelic(state: str = "ACTIVATED", issue: str = "i1", **facts: Any) -> dict[str, Any]:
    return {
        "id": issue,
        "issueUrl": "https://one.newrelic.com/x",
        "title": "High latency",
        "priority": "CRITICAL",
        "impactedEntities": ["checkout"],
        "state": state,
        "createdAt": 1_700_000_000_000,
        "updatedAt": 1_700_000_060_000,
        "alertPolicyNames": ["Golden signals"],
        **facts,
    }


def alarm(value: str = "ALARM", name: str = "cpu", **facts: Any) -> str:
    """What CloudWatch puts into an SNS message."""
    return json.dumps(
        {
            "AlarmName": name,
            "AlarmDescription": "CPU is high",
            "AWSAccountId": "123456789012",
            "NewStateValue": value,
            "NewStateReason": "Threshold Crossed",
            "StateChangeTime": "2026-11-19T11:38:59.002+0000",
            "Region": "EU (London)",
            "AlarmArn": f"arn:aws:cloudwatch:eu-west-2:123456789012:alarm:{name}",
            "OldStateValue": "OK",
            "Trigger": {
                "MetricName": "CPUUtilization",
                "Namespace": "AWS/EC2",
                "Dimensions": [{"value": "i-1", "name": "InstanceId"}],
            },
            **facts,
        }
    )


class Amazon:
    """Signs as SNS does, with a certificate of its own that stands where SNS keeps one."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
        now = datetime.now(UTC)
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self.key.public_key())
            .serial_number(7)
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .sign(self.key, hashes.SHA256())
        )
        self.pem = self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    def is_known(self) -> None:
        SigningCertificate.objects.create(address=CERTIFICATE, pem=self.pem, fetched_at=NOON)

    def letter(
        self, message: str, *, number: str = "m1", version: str = "2", **facts: Any
    ) -> dict[str, Any]:
        body = {
            "Type": "Notification",
            "MessageId": number,
            "TopicArn": TOPIC,
            "Message": message,
            "Timestamp": "2026-11-19T11:39:00.000Z",
            "SignatureVersion": version,
            "SigningCertURL": CERTIFICATE,
            "UnsubscribeURL": "https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe",
            **facts,
        }
        return self.sign(body)

    def sign(self, body: dict[str, Any]) -> dict[str, Any]:
        digest = hashes.SHA256() if body["SignatureVersion"] == "2" else hashes.SHA1()
        made = self.key.sign(signed_text(body), padding.PKCS1v15(), digest)
        return {**body, "Signature": base64.b64encode(made).decode()}
