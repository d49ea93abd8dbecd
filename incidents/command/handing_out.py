"""Which systems hear of which event: an errand for each, written once."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from incidents.command.models import Adapter, AdapterKind, Errand, Verb
from incidents.record.models import Event, EventType, Incident, Kind

AT_ONCE = 200
_MIRRORED = frozenset(
    {
        EventType.SEVERITY_CHANGED,
        EventType.STATE_CHANGED,
        EventType.ROLE_ASSIGNED,
        EventType.DECISION_MADE,
        EventType.UPDATE_SENT,
        EventType.RESOLVED,
        EventType.REOPENED,
        EventType.CLOSED,
        EventType.MERGED,
    }
)
_ON_TICKETS = _MIRRORED - {
    EventType.STATE_CHANGED,
    EventType.ROLE_ASSIGNED,
    EventType.DECISION_MADE,
}
HEARD_BY: dict[str, frozenset[EventType]] = {
    AdapterKind.SLACK: _MIRRORED,
    AdapterKind.TEAMS: frozenset(
        {EventType.UPDATE_SENT, EventType.RESOLVED, EventType.REOPENED, EventType.MERGED}
    ),
    AdapterKind.JIRA: _ON_TICKETS,
    AdapterKind.SERVICENOW: _ON_TICKETS,
    AdapterKind.SLACK_HOOK: frozenset(
        {
            EventType.DECLARED,
            EventType.SEVERITY_CHANGED,
            EventType.RESOLVED,
            EventType.REOPENED,
            EventType.MERGED,
        }
    ),
}
# Where a private incident has a place of its own, it hears of these in neutral words.
_ENDS = frozenset({EventType.RESOLVED, EventType.CLOSED, EventType.MERGED})
CHATS = (AdapterKind.SLACK, AdapterKind.TEAMS)
_PLACES = {AdapterKind.SLACK, AdapterKind.JIRA, AdapterKind.SERVICENOW}


@transaction.atomic
def hand_out(*, at: datetime) -> int:
    """Turn what happened since into errands, in order; how many. One hands out at a time, so
    that each system's errands of an incident stand in the order of its events."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended('hand out', 0))")
        if not cursor.fetchone()[0]:
            return 0
    events = list(Event.objects.not_handed_out().select_related("incident")[:AT_ONCE])
    if not events:
        return 0
    adapters = list(Adapter.objects.filter(active=True).exclude(kind=AdapterKind.BRIDGE))
    known = _known_to(adapters, events)
    errands = []
    for event in events:
        for adapter in adapters:
            if _hears(adapter, event, known=(adapter.pk, event.incident_id) in known):
                known.add((adapter.pk, event.incident_id))
                errands.append(_errand(adapter, event, at=at))
    Errand.objects.bulk_create(errands, ignore_conflicts=True)
    Event.objects.filter(pk__in=[one.pk for one in events]).update(handed_out_at=at)
    return len(errands)


def _errand(adapter: Adapter, event: Event, *, at: datetime) -> Errand:
    return Errand(
        adapter=adapter,
        incident=event.incident,
        event=event,
        verb=Verb.TELL,
        made_at=at,
        not_before=at,
    )


def _known_to(adapters: Iterable[Adapter], events: Iterable[Event]) -> set[tuple[int, int]]:
    """Which adapter was asked for which incident before."""
    asked = Errand.objects.filter(
        adapter__in=adapters, incident__in={one.incident_id for one in events}
    )
    return set(asked.values_list("adapter_id", "incident_id"))


def _hears(adapter: Adapter, event: Event, *, known: bool) -> bool:
    """Who heard of an incident hears of its end, however mild it has become."""
    if (event.private or event.incident.private) and not hears_of_private(adapter, event):
        return False
    kind = event.type
    if adapter.kind == AdapterKind.WEBHOOK:
        chosen = not adapter.events or kind in adapter.events
        return chosen and (known or event.level <= adapter.last_level)
    if kind not in HEARD_BY[adapter.kind] or event.incident.kind == Kind.NEAR_MISS:
        return False
    if adapter.kind == AdapterKind.SLACK_HOOK:
        return known or event.level <= adapter.last_level
    return known


def hears_of_private(adapter: Adapter, event: Event) -> bool:
    if adapter.kind == AdapterKind.WEBHOOK:
        return adapter.private_too
    return adapter.kind in _PLACES and event.type in _ENDS


def chats_following(incident: Incident) -> list[Adapter]:
    """Chats in which each update to an audience will be posted."""
    if incident.private or incident.kind == Kind.NEAR_MISS:
        return []
    asked = Errand.objects.filter(incident=incident).values("adapter")
    chats = [one for one in CHATS if EventType.UPDATE_SENT in HEARD_BY[one]]
    return list(Adapter.objects.filter(active=True, kind__in=chats, pk__in=asked).order_by("name"))


def may_still_hear(adapter: Adapter, event: Event, incident: Incident) -> bool:
    """An incident may have become private since."""
    return not incident.private or hears_of_private(adapter, event)
