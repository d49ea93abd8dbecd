"""Errands as plain values, for those who ask other systems."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from incidents.catalog.models import Role
from incidents.command.event_body import body_of
from incidents.command.models import Adapter, Counterpart, Errand
from incidents.command.models.adapter import SLACK_API
from incidents.command.outbound.orders import Order, Telling
from incidents.record.models import Event, EventType, Incident
from portal.sealing import unseal

# A private incident's events, in words that say nothing else.
NEUTRAL = {
    EventType.SEVERITY_CHANGED: "The severity changed.",
    EventType.RESOLVED: "Resolved.",
    EventType.REOPENED: "Active again.",
    EventType.CLOSED: "Closed.",
    EventType.MERGED: "Merged into another incident.",
}


def order_of(errand: Errand, *, at: datetime) -> Order:
    """Of a private incident nothing leaves but its reference, severity and state. Raises
    Unreadable."""
    incident = errand.incident
    if incident is None:
        return _order(errand.adapter, key=f"allclear-test-{errand.pk}", at=at)
    found = Counterpart.objects.filter(adapter=errand.adapter, incident=incident).first()
    leader = None if incident.private else incident.holder_of(Role.COMMANDER)
    due = None if incident.private else incident.next_update_due_at
    return _order(
        errand.adapter,
        key=f"allclear-{incident.reference.lower()}",
        at=at,
        reference=incident.reference,
        title=" ".join(title_for_others(incident).split()),
        severity=incident.severity_label,
        level=incident.level,
        room_url=f"{settings.SITE_URL}{incident.get_absolute_url()}",
        channel_name=incident.channel_name,
        private=incident.private,
        state="" if incident.private else incident.get_state_display(),
        leader=str(leader or ""),
        next_update=clock_words(due) if due else "",
        has_ended=incident.has_ended and not _more_to_tell(errand),
        ident=found.ident if found else "",
        shown=found.shown if found else {},
        repeat=errand.tries > 1,
        first_try=errand.made_at.timestamp(),
        telling=telling_of(errand.event, incident, errand) if errand.event else None,
    )


def _more_to_tell(errand: Errand) -> bool:
    later = Errand.objects.unfinished().filter(adapter=errand.adapter, incident=errand.incident)
    return later.filter(pk__gt=errand.pk).exists()


def telling_of(event: Event, incident: Incident, errand: Errand) -> Telling:
    hidden = incident.private or event.private
    kind = EventType(event.type)
    person = event.data.get("facts", {}).get("person", {})
    takes_role = kind == EventType.ROLE_ASSIGNED and not hidden
    return Telling(
        ident=event.public_id,
        kind=event.type,
        number=event.number,
        label=str(kind.label),
        text=NEUTRAL.get(kind, str(kind.label)) if hidden else event.entry.body,
        by="" if hidden else event.entry.by_name,
        clock=clock_words(event.happened_at),
        body=body_of(event, incident),
        email=person.get("email", "") if takes_role else "",
        repeat=errand.tries > 1,
        first_try=errand.made_at.timestamp(),
        left_out=errand.stands_for - 1,
    )


def _order(adapter: Adapter, *, key: str, at: datetime, **facts: Any) -> Order:
    rotating = adapter.rotating_until is not None and adapter.rotating_until > at
    told: dict[str, Any] = {
        "reference": "",
        "title": "Allclear",
        "severity": "",
        "level": 3,
        "room_url": f"{settings.SITE_URL}/portal/",
        "channel_name": "",
        "private": False,
    }
    return Order(
        key=key,
        base_url=adapter.base_url or SLACK_API,
        account=adapter.account,
        secret=unseal(adapter.sealed_secret),
        older_secret=unseal(adapter.sealed_older_secret) if rotating else "",
        place=adapter.place,
        invite=tuple(one.strip() for one in adapter.invite.split(",") if one.strip()),
        done_name=adapter.done_name,
        archive=adapter.archive,
        **{**told, **facts},
    )


def title_for_others(incident: Incident) -> str:
    if not incident.private:
        return incident.display_title
    return "DRILL: private incident" if incident.is_drill else "Private incident"


def clock_words(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%H:%M} UTC"
