"""Begin to learn."""

from datetime import UTC, datetime, timedelta

from django.db import transaction

from incidents.learning.mailing import named, tell
from incidents.learning.models import Postmortem
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident, Role
from incidents.record.models.entry import EntryKind
from portal.clock import clock
from portal.people.groups import MANAGER
from portal.people.models import User

BEFORE_THE_END = timedelta(hours=4)
DAILY = timedelta(days=1)


class NobodyToOwnIt(LookupError):
    """A postmortem needs an owner."""


def proposed_owner(incident: Incident) -> User | None:
    """Who leads it: commander, technical lead, who declared it, a manager."""
    known = (
        incident.holder_of(Role.COMMANDER),
        incident.holder_of(Role.TECHNICAL_LEAD),
        incident.declared_by,
        User.objects.active().in_group(MANAGER).named().first(),
    )
    return next((person for person in known if person is not None and person.is_active), None)


@transaction.atomic
def open_postmortem(
    *, incident: Incident, owner: User | None = None, by: User | None, at: datetime
) -> Postmortem:
    """Open it with its deadline and reminders, and tell its owner; one that is there already
    is kept as it is. Raises NobodyToOwnIt.

    Reminders ring at half time, four hours before the deadline, at it, and then daily.
    """
    locked = lock_incident(incident=incident)
    known = Postmortem.objects.filter(incident=locked).first()
    if known is not None:
        return known
    owner = owner or proposed_owner(locked)
    if owner is None:
        raise NobodyToOwnIt("Name somebody who owns the postmortem.")
    hours = locked.rules.postmortem_draft_hours
    postmortem = Postmortem.objects.create(
        incident=locked, owner=owner, opened_at=at, due_at=at + timedelta(hours=hours)
    )
    set_reminders(postmortem, at=at)
    add_entry(
        incident=locked,
        kind=EntryKind.SYSTEM,
        body=f"Postmortem opened. {owner} owns it; the draft is due in {hours} h.",
        by=None,
        at=at,
    )
    tell_owner(postmortem, at=at)
    return postmortem


def tell_owner(postmortem: Postmortem, *, at: datetime) -> None:
    """Say to whom it belongs, and let them into a private incident."""
    incident, owner = postmortem.incident, postmortem.owner
    if incident.private:
        incident.members.add(owner)
    due = f"{postmortem.due_at.astimezone(UTC):%a %d %b, %H:%M} UTC"
    tell(
        [owner],
        kind="learning.owner",
        subject=f"You own the postmortem of {named(incident)}",
        lines=[
            f"You own the postmortem of {incident.reference}. The draft is due {due}.",
            "It asks what made this possible, not who. The timeline is drawn from the room.",
        ],
        button="Open the postmortem",
        path=postmortem.get_absolute_url(),
        incident=incident,
        about=postmortem,
        key=f"postmortem:{postmortem.pk}:owner:{owner.pk}:{postmortem.version}",
        at=at,
    )


def set_reminders(postmortem: Postmortem, *, at: datetime) -> None:
    """Set what still lies ahead; past the deadline, the next daily one."""
    due = postmortem.due_at
    for key, moment in (
        ("half time", postmortem.opened_at + (due - postmortem.opened_at) / 2),
        ("4 h before", due - BEFORE_THE_END),
        ("deadline", due),
    ):
        if moment > at:
            clock.set("learning.reminder", about=postmortem, at=moment, key=key)
    if due <= at:
        set_daily_reminder(postmortem, at=at)


def set_daily_reminder(postmortem: Postmortem, *, at: datetime) -> None:
    """The next whole day after the deadline that has not begun."""
    days = (at - postmortem.due_at) // DAILY + 1
    clock.set(
        "learning.reminder", about=postmortem, at=postmortem.due_at + days * DAILY, key="daily"
    )
