"""What exactly to paste into the other product, with the address of this installation."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from incidents.alerts.formats.registry import FORMATS
from incidents.alerts.intake.pasting_texts import ARGO_CD, DATADOG, NEW_RELIC
from incidents.alerts.kinds import Kind
from incidents.alerts.models import Integration

GITHUB_EVENTS = "Deployments, Deployment statuses, Releases, Workflow runs"
PLACEHOLDER = "PASTE-THE-SECRET"


@dataclass(frozen=True)
class Snippet:
    """`where`: which screen or file of the other product; `text`: what goes there, or with
    `is_told` what to do."""

    where: str
    text: str
    is_told: bool = False


def address_of(kind: str) -> str:
    return f"{settings.SITE_URL}/{FORMATS[kind].path}"


def snippets(integration: Integration, *, secret: str = "") -> list[Snippet]:
    """In the order to do them. The secret stands in them only where it is shown once."""
    make = _MAKERS[Kind(integration.kind)]
    return make(address_of(integration.kind), secret or PLACEHOLDER)


def _alertmanager(url: str, secret: str) -> list[Snippet]:
    yaml = f"""receivers:
  - name: allclear
    webhook_configs:
      - url: {url}
        send_resolved: true
        http_config:
          authorization:
            credentials: {secret}
route:
  receiver: allclear
  group_by: [alertname, service]
"""
    return [
        Snippet("alertmanager.yml", yaml),
        Snippet(
            "Check and load it",
            "amtool check-config alertmanager.yml && curl -X POST http://localhost:9093/-/reload",
        ),
    ]


def _grafana(url: str, secret: str) -> list[Snippet]:
    yaml = f"""apiVersion: 1
contactPoints:
  - orgId: 1
    name: allclear
    receivers:
      - uid: allclear
        type: webhook
        settings:
          url: {url}
          httpMethod: POST
          authorization_scheme: Bearer
          authorization_credentials: {secret}
"""
    return [
        Snippet("provisioning/alerting/allclear.yaml", yaml),
        Snippet(
            "Or by hand: Alerting, Contact points, Add, Webhook",
            f"URL: {url}\nAuthorization scheme: Bearer\nCredentials: {secret}",
        ),
        Snippet(
            "If you sign: Webhook settings, HMAC signature",
            f"Secret: {secret}\nHeader: X-Grafana-Alerting-Signature\n"
            "Timestamp header: X-Grafana-Alerting-Timestamp",
        ),
    ]


def _pagerduty(url: str, secret: str) -> list[Snippet]:
    yaml = f"""receivers:
  - name: allclear
    pagerduty_configs:
      - routing_key: {secret}
        url: {url}
        send_resolved: true
"""
    event = json.dumps(
        {
            "routing_key": secret,
            "event_action": "trigger",
            "dedup_key": "disk-db1",
            "payload": {"summary": "Disk full", "source": "db1", "severity": "critical"},
        }
    )
    return [
        Snippet("Wherever PagerDuty's events address is asked for", url),
        Snippet("Wherever the integration or routing key is asked for", secret),
        Snippet("alertmanager.yml", yaml),
        Snippet("Change events", f"{settings.SITE_URL}/v2/change/enqueue"),
        Snippet("From a shell", _curl(url, event)),
    ]


def _curl(url: str, body: str, *headers: str) -> str:
    named = "".join(f" -H '{one}'" for one in ("Content-Type: application/json", *headers))
    return f"curl -sS {url}{named} -d '{body}'"


def _datadog(url: str, secret: str) -> list[Snippet]:
    return [
        Snippet("Integrations, Webhooks, New: URL", url),
        Snippet("Payload", json.dumps(DATADOG, indent=1)),
        Snippet("Custom headers", json.dumps({"Authorization": f"Bearer {secret}"})),
        Snippet("In each monitor's message", "@webhook-allclear"),
    ]


def _newrelic(url: str, secret: str) -> list[Snippet]:
    return [
        Snippet("Alerts, Destinations, Webhook: endpoint", url),
        Snippet("Authorization: bearer token", secret),
        Snippet("Workflows, Notify, Webhook: payload", NEW_RELIC),
    ]


def _sns(url: str, secret: str) -> list[Snippet]:
    command = (
        "aws sns subscribe --topic-arn ARN --protocol https "
        f"--notification-endpoint {url}\n"
        "aws sns set-topic-attributes --topic-arn ARN "
        "--attribute-name SignatureVersion --attribute-value 2"
    )
    return [
        Snippet(
            "First, here", "Put the topic's ARN on the list, under Its settings.", is_told=True
        ),
        Snippet("Then subscribe; use signature version 2", command),
        Snippet(
            "Then, here",
            "Confirm what asks to be confirmed: it shows on top of this page within seconds.",
            is_told=True,
        ),
        Snippet("Alarms: notify on ALARM and on OK", "--alarm-actions ARN --ok-actions ARN"),
    ]


def _sentry(url: str, secret: str) -> list[Snippet]:
    return [
        Snippet("Settings, Developer Settings, New Internal Integration: webhook URL", url),
        Snippet("Switch on", "Alert Rule Action; Webhooks: issue", is_told=True),
        Snippet(
            "Sentry makes the secret",
            "Copy its Client Secret into “A new secret” on this page.",
            is_told=True,
        ),
    ]


def _json(url: str, secret: str) -> list[Snippet]:
    body = json.dumps({"id": "shop", "title": "Shop is down", "status": "firing"})
    return [
        Snippet("Address", url),
        Snippet("Header", f"Authorization: Bearer {secret}"),
        Snippet("From a shell", _curl(url, body, f"Authorization: Bearer {secret}")),
    ]


def _github(url: str, secret: str) -> list[Snippet]:
    return [
        Snippet("Settings, Webhooks, Add: payload URL", url),
        Snippet("Content type", "application/json"),
        Snippet("Secret", secret),
        Snippet(
            "Which events",
            "Deployments, Deployment statuses, Releases, Workflow runs",
            is_told=True,
        ),
    ]


def _gitlab(url: str, secret: str) -> list[Snippet]:
    return [
        Snippet("Settings, Webhooks: URL", url),
        Snippet("Secret token", secret),
        Snippet("Trigger", "Deployment events", is_told=True),
    ]


def _changes(url: str, secret: str) -> list[Snippet]:
    body = json.dumps(
        {"id": "build-77", "title": "checkout 1.4.2", "service": "checkout", "status": "finished"}
    )
    argo = ARGO_CD.replace("ADDRESS", url)
    return [
        Snippet("Argo CD: argocd-notifications-cm", argo),
        Snippet("Argo CD: argocd-notifications-secret", f"stringData:\n  allclear-token: {secret}"),
        Snippet(
            "On each application",
            "notifications.argoproj.io/subscribe.on-deployed.allclear: ''\n"
            "notifications.argoproj.io/subscribe.on-sync-running.allclear: ''\n"
            "notifications.argoproj.io/subscribe.on-sync-failed.allclear: ''",
        ),
        Snippet("From any pipeline", _curl(url, body, f"Authorization: Bearer {secret}")),
    ]


_MAKERS: dict[Kind, Callable[[str, str], list[Snippet]]] = {
    Kind.ALERTMANAGER: _alertmanager,
    Kind.GRAFANA: _grafana,
    Kind.PAGERDUTY: _pagerduty,
    Kind.DATADOG: _datadog,
    Kind.NEWRELIC: _newrelic,
    Kind.SNS: _sns,
    Kind.SENTRY: _sentry,
    Kind.JSON: _json,
    Kind.GITHUB: _github,
    Kind.GITLAB: _gitlab,
    Kind.CHANGES: _changes,
}
