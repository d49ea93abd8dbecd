"""Datadog's webhook, in the template that Allclear gives.

Source: Datadog documentation, "Webhooks". Datadog writes no variable it does not know: it
arrives as it was typed, `$LIKE_THIS`, and counts as absent.
"""

import re
from datetime import datetime
from typing import Any

from incidents.alerts.formats.format import Format
from incidents.alerts.formats.reading import LONGEST_GROUP, identity, text, told_moment, web_address
from incidents.alerts.formats.shapes import Arrived, FiredAlert, Notification, Reading, Unreadable
from incidents.alerts.kinds import Kind

_UNKNOWN = re.compile(r"\$[A-Z][A-Z0-9_]*(\[[^\]]*\])?")
_TOLD_OVER = re.compile(r"(?:\[P\d\] ?)?\[(?:[\w ]+ )?recovered\b", re.IGNORECASE)
OVER = frozenset({"recovered", "ok", "resolved"})
NAMES = ("priority", "alert_type", "monitor_id", "scope", "host", "org", "aggreg_key")


def read(arrived: Arrived) -> Reading:
    said = {name: _known(value) for name, value in arrived.body.items()}
    cycle = said.get("id", "")
    monitor = ":".join(filter(None, (said.get("monitor_id"), said.get("scope"))))
    fingerprint = identity(cycle or monitor or said.get("aggreg_key", ""))
    if not fingerprint:
        raise Unreadable("`id` ($ALERT_CYCLE_KEY) and `monitor_id` ($ALERT_ID) are both missing.")
    over = _is_over(said)
    at = _spoken(arrived, said)
    title = said.get("title") or said.get("body", "").partition("\n")[0] or "Datadog alert"
    alert = FiredAlert(
        fingerprint=fingerprint,
        status="resolved" if over else "firing",
        labels=_labels(said),
        annotations={"summary": title[:400], **_body(said)},
        starts_at=at,
        ends_at=at if over else None,
        generator_url=web_address(said.get("link")),
        is_moment=True,
    )
    return Notification(identity(said.get("aggreg_key") or fingerprint, LONGEST_GROUP), [alert])


def tell_apart(arrived: Arrived, reading: Reading) -> str:
    """With an event's id or time in it, the same bytes are the same event."""
    timed = _known(arrived.body.get("event_id")) or _known(arrived.body.get("date_posix"))
    return "bytes" if timed else ""


def _known(value: Any) -> str:
    found = text(value)
    return "" if _UNKNOWN.fullmatch(found.strip()) else found


def _is_over(said: dict[str, str]) -> bool:
    """Datadog's own template says it in the title only: [Recovered on {host:db1}] Disk full."""
    if "transition" in said:
        return said["transition"].strip().lower() in OVER
    return bool(_TOLD_OVER.match(said.get("title", "")))


def _spoken(arrived: Arrived, said: dict[str, str]) -> datetime:
    told = told_moment(said.get("date_posix") or said.get("date"))
    return min(told or arrived.at, arrived.at)


def _body(said: dict[str, str]) -> dict[str, str]:
    return {"description": said["body"]} if said.get("body") else {}


def _labels(said: dict[str, str]) -> dict[str, str]:
    """Datadog's own words, and its tags, `name:value` in one string with commas."""
    labels = {name: said[name][:400] for name in NAMES if said.get(name)}
    for tag in said.get("tags", "").split(",")[:100]:
        name, _, value = tag.strip().partition(":")
        if name:
            labels.setdefault(name[:200], value[:400])
    if "severity" not in labels and said.get("priority"):
        labels["severity"] = said["priority"]
    return labels


DATADOG = Format(Kind.DATADOG, "in/datadog/", read, tell_apart=tell_apart)
