"""New Relic's workflow webhook, whose template people edit.

Source: New Relic documentation, "Webhook payload template". `createdAt` is a number of
milliseconds, without quotes.
"""

from datetime import datetime
from typing import Any

from incidents.alerts.formats.format import Format
from incidents.alerts.formats.reading import identity, text, told_moment, web_address
from incidents.alerts.formats.shapes import Arrived, FiredAlert, Notification, Reading, Unreadable
from incidents.alerts.kinds import Kind

OVER = frozenset({"CLOSED", "RESOLVED"})


def read(arrived: Arrived) -> Reading:
    body = arrived.body
    issue = identity(text(body.get("id") or body.get("issueId") or body.get("issue_id")))
    if not issue:
        raise Unreadable("`id` (the issue's id) is missing.")
    over = text(body.get("state")).upper() in OVER
    began = _moment(body, "createdAt", arrived) or _moment(body, "activatedAt", arrived)
    spoken = _moment(body, "closedAt", arrived) if over else None
    spoken = spoken or _moment(body, "updatedAt", arrived) or began or arrived.at
    alert = FiredAlert(
        fingerprint=issue,
        status="resolved" if over else "firing",
        labels=_labels(body),
        annotations={"summary": _title(body)},
        starts_at=spoken if began is None else began,
        ends_at=max(spoken, began or spoken) if over else None,
        generator_url=web_address(body.get("issueUrl") or body.get("issuePageUrl")),
        is_moment=began is None,
    )
    return Notification(issue, [alert], is_test=_is_test(body))


def _is_test(body: dict[str, Any]) -> bool:
    """What "Send test notification" sends."""
    return text(body.get("trigger")).upper() == "TEST" or body.get("isTest") is True


def _moment(body: dict[str, Any], name: str, arrived: Arrived) -> datetime | None:
    found = told_moment(body.get(name))
    return min(found, arrived.at) if found else None


def tell_apart(arrived: Arrived, reading: Reading) -> str:
    return "bytes" if arrived.body.get("updatedAt") or arrived.body.get("createdAt") else ""


def _title(body: dict[str, Any]) -> str:
    title = body.get("title")
    found = title[0] if isinstance(title, list) and title else title
    return text(found, 400) or "New Relic issue"


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(text(one, 200) for one in value[:10])
    return text(value, 400)


def _labels(body: dict[str, Any]) -> dict[str, str]:
    named = {
        "severity": body.get("priority"),
        "policy": body.get("alertPolicyNames"),
        "condition": body.get("alertConditionNames"),
        "entity": body.get("impactedEntities"),
        "workflow": body.get("workflowName"),
        "state": body.get("state"),
    }
    return {name: _words(value)[:400] for name, value in named.items() if _words(value)}


NEWRELIC = Format(Kind.NEWRELIC, "in/newrelic/", read, tell_apart=tell_apart)
