"""What an event says to other systems, as plain JSON: version 1."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from incidents.catalog.models import severity_label
from incidents.record.models import Event, Incident, Kind

VERSION = 1
# Of a private incident nothing is said but these facts.
NEVER_SECRET = ("from", "to")


def body_of(event: Event, incident: Incident) -> dict[str, Any]:
    """The incident as it stood then. Of one that is private, or was, only its reference,
    severity and state, and from what to what they went."""
    hidden = event.private or incident.private
    facts = event.data.get("facts", {})
    if hidden:
        facts = _levels_and_states(event, facts)
    entry = event.entry
    return {
        "id": event.public_id,
        "type": event.type,
        "version": VERSION,
        "timestamp": _iso(event.happened_at),
        "sequence": event.number,
        "data": {
            "incident": _incident(event, incident, hidden=hidden),
            "text": None if hidden else entry.body,
            "by": None if hidden else entry.by_name,
            "facts": facts,
        },
    }


def _incident(event: Event, incident: Incident, *, hidden: bool) -> dict[str, Any]:
    return {
        "reference": incident.reference,
        "url": f"{settings.SITE_URL}{incident.get_absolute_url()}",
        "title": None if hidden else event.data["title"],
        "severity": severity_label(event.level),
        "state": event.data["state"],
        "kind": event.data["kind"],
        "drill": event.data["kind"] == Kind.DRILL,
        "private": hidden,
        "services": [] if hidden else event.data["services"],
        "declared_at": _iso(incident.declared_at),
    }


def _levels_and_states(event: Event, facts: dict[str, Any]) -> dict[str, Any]:
    if not event.type.startswith("incident."):
        return {}
    return {name: value for name, value in facts.items() if name in NEVER_SECRET}


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
