"""Begin to learn."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.learning.models import Postmortem
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident, Role
from incidents.record.models.entry import EntryKind
from portal.clock import clock
from portal.people.groups import MANAGER
from portal.people.models import User

BEFORE_THE_END = timedelta(hours=4)


class NobodyToOwnIt(LookupError):
    """A postmortem needs an owner."""


def proposed_owner(incident: Incident) -> User | None:
    """Who knows most: technical lead, commander, who declared it, a manager."""
    return (
        incident.holder_of(Role.TECHNICAL_LEAD)
        or incident.holder_of(Role.COMMANDER)
        or incident.declared_by
        or User.objects.active().in_group(MANAGER).named().first()
    )


@transaction.atomic
def open_postmortem(
    *, incident: Incident, owner: User | None = None, by: User | None, at: datetime
) -> Postmortem:
    """Open it with its deadline and reminders; one that is there already is kept as it is.

    Reminders ring at half time, four hours before the deadline, at it, and then daily.
    """
    locked = lock_incident(incident=incident)
    known = Postmortem.objects.filter(incident=locked).first()
    if known is not None:
        return known
    owner = owner or proposed_owner(locked)
    if owner is None:
        raise NobodyToOwnIt("Name somebody who owns the postmortem.")
    time_to_write = timedelta(hours=locked.rules.postmortem_draft_hours)
    postmortem = Postmortem.objects.create(
        incident=locked, owner=owner, opened_at=at, due_at=at + time_to_write
    )
    set_reminders(postmortem, at=at)
    add_entry(
        incident=locked,
        kind=EntryKind.SYSTEM,
        body=f"Postmortem opened. {owner} owns it; the draft is due in "
        f"{locked.rules.postmortem_draft_hours} h.",
        by=None,
        at=at,
    )
    return postmortem


def set_reminders(postmortem: Postmortem, *, at: datetime) -> None:
    half = at + (postmortem.due_at - at) / 2
    for key, due in (
        ("half time", half),
        ("4 h before", postmortem.due_at - BEFORE_THE_END),
        ("deadline", postmortem.due_at),
    ):
        if due > at:
            clock.set("learning.reminder", about=postmortem, at=due, key=key)
