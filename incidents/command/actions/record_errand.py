"""What another system made, on the incident."""

from datetime import datetime

from django.db import transaction

from incidents.command.models import Counterpart, Errand, ErrandState, Verb
from incidents.command.outbound.orders import Brought
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models.entry import EntryKind


@transaction.atomic
def record_errand(*, errand: Errand, brought: Brought, at: datetime) -> bool:
    """Write it down once, however often the errand was run; whether this was the first time."""
    incident = lock_incident(incident=errand.incident) if errand.incident else None
    errand = Errand.objects.select_for_update().get(pk=errand.pk)
    if errand.state == ErrandState.DONE:
        return False
    made = brought.channel_name or brought.ticket_ref
    errand.end(ErrandState.DONE, said=brought.said or made, at=at)
    errand.ref = brought.ref
    errand.save()
    if incident is None:
        return True
    if brought.ident:
        Counterpart.objects.update_or_create(
            adapter=errand.adapter,
            incident=incident,
            defaults={
                "ident": brought.ident,
                **({"shown": dict(brought.shown)} if brought.shown else {}),
            },
        )
    if errand.verb == Verb.TELL:
        return True
    fields = {
        name: value
        for name in ("channel_name", "channel_url", "ticket_ref", "ticket_url")
        if (value := getattr(brought, name))
    }
    if fields:
        type(incident).objects.filter(pk=incident.pk).update(**fields)
    if brought.channel_url:
        body = f"Channel #{brought.channel_name} is open: {brought.channel_url}"
    elif brought.ticket_url:
        body = f"Ticket {brought.ticket_ref} is open: {brought.ticket_url}"
    else:
        body = f"{errand.adapter} was told."
    add_entry(
        incident=incident,
        kind=EntryKind.SYSTEM,
        body=body,
        by=None,
        at=at,
        key=f"errand:{errand.pk}",
    )
    return True
