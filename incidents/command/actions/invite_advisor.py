"""Bring fresh eyes for a while."""

from datetime import UTC, datetime, timedelta

from django.db import transaction

from incidents.oncall.models import Page
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Advisor, Incident, RoleAssignment
from incidents.record.models.entry import EntryKind
from portal.clock import clock
from portal.people.models import User

LONGEST = timedelta(hours=8)


class CannotAdvise(ValueError):
    """The person cannot be invited; the text says why."""


@transaction.atomic
def invite_advisor(
    *, incident: Incident, person: User, minutes: int, by: User | None, at: datetime
) -> Advisor:
    """Time-boxed: a timer ends it, and with it what they saw only by it."""
    stay = timedelta(minutes=minutes)
    if not timedelta() < stay <= LONGEST:
        raise CannotAdvise("An advisor stays from one minute to eight hours.")
    if not person.is_active or not person.has_perm("record.view_incidents"):
        raise CannotAdvise(f"{person} may not see incidents: choose a colleague who may.")
    locked = lock_incident(incident=incident)
    if locked.has_ended:
        raise CannotAdvise(f"{locked.reference} has ended; no advice is needed.")
    live = Advisor.objects.live().filter(incident=locked, person=person).first()
    if live is not None:
        raise CannotAdvise(f"{person} advises here until {live.until.astimezone(UTC):%H:%M} UTC.")
    if _works_here(locked, person):
        raise CannotAdvise(f"{person} works on {locked.reference} already: they may write in it.")
    was_member = locked.members.filter(pk=person.pk).exists()
    if locked.private:
        locked.members.add(person)
    advisor = Advisor.objects.create(
        incident=locked,
        person=person,
        invited_by=by,
        invited_at=at,
        until=at + stay,
        was_member=was_member,
    )
    add_entry(
        incident=locked,
        kind=EntryKind.ROLE,
        body=f"{person} advises until {advisor.until.astimezone(UTC):%H:%M} UTC.",
        by=by,
        at=at,
    )
    clock.set("command.advisor_leaves", about=advisor, at=advisor.until)
    return advisor


def _works_here(incident: Incident, person: User) -> bool:
    holds = RoleAssignment.objects.live().filter(incident=incident, person=person)
    called = Page.objects.answering().for_person(person).filter(incident=incident)
    return holds.exists() or called.exists()
