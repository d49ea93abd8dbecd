"""Sentry's integration platform.

Source: Sentry documentation, "Webhooks". What an event is about stands in the header
`Sentry-Hook-Resource`; an alert of an issue ends only when the issue is resolved.
"""

from datetime import datetime
from typing import Any

from incidents.alerts.formats.format import Answer, Format, Proof
from incidents.alerts.formats.reading import section, text, told_moment, web_address
from incidents.alerts.formats.shapes import (
    Arrived,
    FiredAlert,
    Greeting,
    Notification,
    Reading,
    Unreadable,
)
from incidents.alerts.kinds import Kind

RESOURCE, REQUEST, SPOKEN = "sentry-hook-resource", "request-id", "sentry-hook-timestamp"
OVER = frozenset({"resolved", "archived", "ignored"})
NEWS = frozenset({"created", "unresolved", *OVER})


def read(arrived: Arrived) -> Reading:
    data = section(arrived.body.get("data"), "`data`")
    resource = arrived.said.get(RESOURCE, "") or _guessed(data)
    action = text(arrived.body.get("action"), 40)
    if resource == "metric_alert":
        return _metric(arrived, section(data.get("metric_alert"), "`metric_alert`"), data, action)
    if resource == "event_alert":
        return _event(arrived, section(data.get("event"), "`event`"), data)
    if resource == "issue" and action in NEWS:
        return _issue(arrived, section(data.get("issue"), "`issue`"), action)
    return Greeting(f"{resource or 'event'} {action}".strip())


def _guessed(data: dict[str, Any]) -> str:
    for name, resource in (
        ("metric_alert", "metric_alert"),
        ("event", "event_alert"),
        ("issue", "issue"),
    ):
        if name in data:
            return resource
    return ""


def _metric(
    arrived: Arrived, alert: dict[str, Any], data: dict[str, Any], action: str
) -> Notification:
    rule = section(alert.get("alert_rule"), "`alert_rule`")
    over = action == "resolved"
    title = text(data.get("description_title"), 400) or text(alert.get("title"), 400)
    labels = {
        "severity": {"critical": "critical", "warning": "warning"}.get(action, ""),
        "alertname": text(rule.get("name"), 200),
        "project": _words(alert.get("projects")),
    }
    description = text(data.get("description_text"), 2000)
    return _notification(
        arrived,
        f"metric:{_id(alert, 'id', '`metric_alert.id`')}",
        over=over,
        at=_spoken(arrived, None if not over else alert.get("date_closed")),
        labels=labels,
        annotations={"summary": title or "Sentry metric alert", "description": description},
        url=data.get("web_url"),
    )


def _event(arrived: Arrived, event: dict[str, Any], data: dict[str, Any]) -> Notification:
    tags = event.get("tags")
    labels = {
        text(one[0], 200): text(one[1], 400)
        for one in (tags[:50] if isinstance(tags, list) else [])
        if isinstance(one, list) and len(one) == 2  # noqa: PLR2004
    }
    labels |= {
        "severity": text(event.get("level"), 40),
        "alertname": text(data.get("triggered_rule"), 200),
        "culprit": text(event.get("culprit"), 400),
    }
    return _notification(
        arrived,
        f"issue:{_id(event, 'issue_id', '`event.issue_id`')}",
        over=False,
        at=_spoken(arrived, event.get("datetime")),
        labels=labels,
        annotations={"summary": text(event.get("title"), 400) or "Sentry event"},
        url=event.get("web_url") or event.get("url"),
    )


def _issue(arrived: Arrived, issue: dict[str, Any], action: str) -> Notification:
    project = issue.get("project")
    labels = {
        "severity": text(issue.get("level"), 40),
        "issue": text(issue.get("shortId"), 80),
        "project": text(project.get("slug"), 200) if isinstance(project, dict) else "",
        "culprit": text(issue.get("culprit"), 400),
    }
    return _notification(
        arrived,
        f"issue:{_id(issue, 'id', '`issue.id`')}",
        over=action in OVER,
        at=_spoken(arrived, None),
        labels=labels,
        annotations={"summary": text(issue.get("title"), 400) or "Sentry issue"},
        url=issue.get("permalink") or issue.get("web_url"),
    )


def _id(found: dict[str, Any], name: str, where: str) -> str:
    value = text(found.get(name), 100).strip()
    if not value:
        raise Unreadable(f"{where} is missing.")
    return value


def _words(value: Any) -> str:
    return ", ".join(text(one, 80) for one in value[:10]) if isinstance(value, list) else ""


def _spoken(arrived: Arrived, told: Any) -> datetime:
    """What the event says, else when Sentry sent it, else when it came."""
    found = told_moment(told) or told_moment(arrived.said.get(SPOKEN))
    return min(found or arrived.at, arrived.at)


def _notification(
    arrived: Arrived,
    fingerprint: str,
    *,
    over: bool,
    at: datetime,
    labels: dict[str, str],
    annotations: dict[str, str],
    url: Any,
) -> Notification:
    fired = FiredAlert(
        fingerprint=fingerprint,
        status="resolved" if over else "firing",
        labels={name: value for name, value in labels.items() if name and value},
        annotations={name: value for name, value in annotations.items() if value},
        starts_at=at,
        ends_at=at if over else None,
        generator_url=web_address(url),
        is_moment=True,
    )
    return Notification(fingerprint, [fired])


def tell_apart(arrived: Arrived, reading: Reading) -> str:
    """Sentry names each request; it signs no time, so a name seen once is done with."""
    request = arrived.said.get(REQUEST, "")
    return f"sentry:{request}" if request else "bytes"


def accept(arrived: Arrived, reading: Reading, created: bool) -> Answer:
    return Answer(200, {"status": "accepted" if created else "known"})


SENTRY = Format(
    Kind.SENTRY,
    "in/sentry/",
    read,
    proof=Proof.SIGNATURE,
    keeps=(RESOURCE, REQUEST, SPOKEN),
    tell_apart=tell_apart,
    accept=accept,
)
