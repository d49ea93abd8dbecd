"""A place to work: channel, bridge, ticket."""

from datetime import datetime

from django.db import transaction

from incidents.command.channel_names import channel_name_for
from incidents.command.models import Adapter, AdapterKind, Errand, Verb
from incidents.command.models.adapter import FURNISHING
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.actions.set_bridge import NotALink, set_bridge
from incidents.record.models import Incident, Kind
from portal.people.models import User


@transaction.atomic
def furnish_war_room(*, incident: Incident, by: User | None, at: datetime) -> Incident:
    """Name the channel, link the bridge and write down what is asked of each adapter; workers
    do it later, and nothing waits for them. Doing it again asks nothing twice. Near misses need
    no room."""
    locked = lock_incident(incident=incident)
    if locked.kind == Kind.NEAR_MISS or locked.has_ended:
        return locked
    if not locked.channel_name:
        locked.channel_name = channel_name_for(locked, at=at)
        locked.save(update_fields=["channel_name"])
    for adapter in Adapter.objects.for_level(locked.level):
        if adapter.kind == AdapterKind.BRIDGE:
            _link_bridge(locked, adapter, by=by, at=at)
            continue
        if adapter.kind not in FURNISHING:
            continue
        Errand.objects.get_or_create(
            adapter=adapter,
            incident=locked,
            verb=Verb.OPEN,
            defaults={"made_at": at, "not_before": at},
        )
    incident.refresh_from_db()
    return incident


def _link_bridge(incident: Incident, adapter: Adapter, *, by: User | None, at: datetime) -> None:
    if incident.bridge_url:
        return
    try:
        set_bridge(incident=incident, url=adapter.bridge_for(incident), by=None, at=at)
    except NotALink:
        return
