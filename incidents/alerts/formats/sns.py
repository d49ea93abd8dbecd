"""Amazon SNS, and the CloudWatch alarms it carries.

Source: AWS documentation, "Verifying the signatures of Amazon SNS messages" and "Parsing
message formats". The body is JSON though it says text/plain; an alarm is JSON in a string.
"""

import json
from datetime import datetime
from typing import Any

from incidents.alerts.formats.format import Answer, Format, Proof
from incidents.alerts.formats.reading import identity, section, text, told_moment
from incidents.alerts.formats.shapes import (
    Arrived,
    ConfirmationAsked,
    FiredAlert,
    Greeting,
    Notification,
    Reading,
    Unreadable,
)
from incidents.alerts.kinds import Kind

NOTIFICATION = "Notification"
SUBSCRIBE = "SubscriptionConfirmation"
UNSUBSCRIBE = "UnsubscribeConfirmation"
STATES = {"ALARM": "firing", "OK": "resolved"}
_LETTER = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
_ASKING = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")


def signed_text(body: dict[str, Any]) -> bytes:
    """What Amazon signed: pairs of lines, a subject only where there is one. Raises
    Unreadable."""
    names = _LETTER if body.get("Type") == NOTIFICATION else _ASKING
    lines = []
    for name in names:
        value = body.get(name)
        if name == "Subject" and value is None:
            continue
        if not isinstance(value, str):
            raise Unreadable(f"`{name}` is missing.")
        lines.append(f"{name}\n{value}\n")
    return "".join(lines).encode(errors="surrogatepass")


def read(arrived: Arrived) -> Reading:
    kind = arrived.body.get("Type")
    if kind == SUBSCRIBE:
        return ConfirmationAsked(
            topic_of(arrived.body), text(arrived.body.get("SubscribeURL"), 2000)
        )
    if kind == UNSUBSCRIBE:
        return Greeting(f"{topic_of(arrived.body)} sends no more.")
    if kind != NOTIFICATION:
        raise Unreadable("`Type` must be Notification or SubscriptionConfirmation.")
    alarm = _alarm(arrived.body.get("Message"))
    if alarm is None:
        return _plain(arrived)
    status = STATES.get(text(alarm.get("NewStateValue")).upper())
    if status is None:
        return Greeting(f"{text(alarm.get('AlarmName'), 200)} has too little data.")
    return _from_cloudwatch(arrived, alarm, status)


def topic_of(body: dict[str, Any]) -> str:
    return text(body.get("TopicArn"), 300)


def _alarm(message: Any) -> dict[str, Any] | None:
    """The alarm inside the message; None where it carries something else."""
    if not isinstance(message, str) or not message.lstrip().startswith("{"):
        return None
    try:
        found = json.loads(message)
    except (ValueError, RecursionError):
        return None
    is_alarm = isinstance(found, dict) and "AlarmName" in found and "NewStateValue" in found
    return found if is_alarm else None


def _from_cloudwatch(arrived: Arrived, alarm: dict[str, Any], status: str) -> Notification:
    name = text(alarm.get("AlarmName"), 200)
    older = "/".join(text(alarm.get(one), 80) for one in ("AWSAccountId", "Region", "AlarmName"))
    fingerprint = identity(text(alarm.get("AlarmArn")) or older)
    at = _moment(alarm.get("StateChangeTime"), arrived)
    fired = FiredAlert(
        fingerprint=fingerprint,
        status=status,
        labels=_labels(arrived, alarm, name),
        annotations={
            "summary": text(alarm.get("AlarmDescription"), 400) or name,
            "reason": text(alarm.get("NewStateReason"), 2000),
        },
        starts_at=at,
        ends_at=at if status == "resolved" else None,
        generator_url="",
        is_moment=True,
    )
    return Notification(fingerprint, [fired])


def _labels(arrived: Arrived, alarm: dict[str, Any], name: str) -> dict[str, str]:
    labels = {
        "alertname": name,
        "region": text(alarm.get("Region"), 80),
        "account": text(alarm.get("AWSAccountId"), 40),
        "topic": topic_of(arrived.body),
    }
    trigger = alarm.get("Trigger")
    if isinstance(trigger, dict):
        labels["metric"] = text(trigger.get("MetricName"), 200)
        labels["namespace"] = text(trigger.get("Namespace"), 200)
        dimensions = trigger.get("Dimensions")
        for one in dimensions[:20] if isinstance(dimensions, list) else []:
            if isinstance(one, dict) and one.get("name"):
                labels.setdefault(text(one["name"], 200), text(one.get("value"), 400))
    return {label: value for label, value in labels.items() if value}


def _plain(arrived: Arrived) -> Notification:
    """A message that is no alarm fires and never ends by itself."""
    body = arrived.body
    message = text(body.get("Message"))
    title = text(body.get("Subject"), 200) or message.partition("\n")[0][:200] or "SNS message"
    at = _moment(body.get("Timestamp"), arrived)
    fired = FiredAlert(
        fingerprint=identity(text(body.get("MessageId"))) or "message",
        status="firing",
        labels={"alertname": title, "topic": topic_of(body)},
        annotations={"summary": title, "description": message},
        starts_at=at,
        ends_at=None,
        generator_url="",
    )
    return Notification(topic_of(body), [fired])


def _moment(value: Any, arrived: Arrived) -> datetime:
    return min(told_moment(value) or arrived.at, arrived.at)


def tell_apart(arrived: Arrived, reading: Reading) -> str:
    """SNS sends again with the same id."""
    return f"sns:{text(arrived.body.get('MessageId'), 200)}"


def accept(arrived: Arrived, reading: Reading, created: bool) -> Answer:
    return Answer(200, {"status": "accepted" if created else "known"})


def parts(body: dict[str, Any]) -> tuple[str, str, str]:
    """Version, signature and address of the certificate. Raises Unreadable."""
    section(body, "The body")
    version = text(body.get("SignatureVersion"), 4)
    if version not in {"1", "2"}:
        raise Unreadable("`SignatureVersion` must be 1 or 2.")
    return version, text(body.get("Signature"), 2000), text(body.get("SigningCertURL"), 500)


SNS = Format(
    Kind.SNS, "in/sns/", read, proof=Proof.CERTIFICATE, tell_apart=tell_apart, accept=accept
)
