"""Another incident comes first."""

from datetime import datetime

from django.db import transaction

from incidents.command.actions.take_coordination import take_coordination
from incidents.command.models import Coordination, Waiting
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind
from portal.people.models import User
from portal.web.lines import one_line


class CannotWait(ValueError):
    """This one cannot wait so, or it is not this person's to decide."""


@transaction.atomic
def let_wait(
    *, incident: Incident, behind: Incident | None, reason: str, by: User, at: datetime
) -> Waiting:
    """Decide that `incident` waits, with a line in both; deciding anew replaces the reason.
    Whoever decides while nobody coordinates becomes the coordinator. Promises go on. Raises
    CannotWait or MayNotCoordinate."""
    reason = one_line(reason)[:240]
    if not reason:
        raise CannotWait(f"Say in a sentence why {incident.reference} waits.")
    _check_coordinator(by, at=at)
    if behind is not None and behind.pk == incident.pk:
        raise CannotWait("An incident cannot wait for itself.")
    both = sorted(filter(None, (incident, behind)), key=lambda one: one.pk)
    locked = {one.pk: lock_incident(incident=one) for one in both}
    for one in locked.values():
        if not one.is_open:
            raise CannotWait(f"{one.reference} is not open any more.")
    if behind and Waiting.objects.live().filter(incident=behind, behind=incident).exists():
        raise CannotWait(f"{behind.reference} waits for {incident.reference} already.")
    Waiting.objects.live().filter(incident=incident).update(ended_at=at, ended_by=by)
    waiting = Waiting.objects.create(
        incident=incident, behind=behind, reason=reason, decided_by=by, decided_at=at
    )
    _write(waiting, by=by, at=at)
    return waiting


def _check_coordinator(by: User, *, at: datetime) -> None:
    held = Coordination.objects.live().select_related("person").first()
    if held is not None and held.person_id != by.pk:
        raise CannotWait(
            f"{held.person} coordinates and decides what waits. Ask them, or take it over."
        )
    take_coordination(by=by, at=at)


def _write(waiting: Waiting, *, by: User, at: datetime) -> None:
    """A private incident is never named on the timeline of a public one."""
    incident, behind = waiting.incident, waiting.behind
    named = behind is not None and (incident.private or not behind.private)
    comes = f" {behind.reference} goes first." if behind is not None and named else ""
    add_entry(
        incident=incident,
        kind=EntryKind.DECISION,
        body=f"This waits: {waiting.reason}{'' if waiting.reason.endswith('.') else '.'}"
        f"{comes} Its promises are kept all the same.",
        by=by,
        at=at,
        data={"waiting": waiting.pk},
    )
    if behind is not None and (behind.private or not incident.private):
        add_entry(
            incident=behind,
            kind=EntryKind.DECISION,
            body=f"This goes before {incident.reference}, which waits: {waiting.reason}",
            by=by,
            at=at,
            data={"waiting": waiting.pk},
        )
