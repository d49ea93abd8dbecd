"""Remind whoever owes a word, before it is due."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from incidents.comms.actions.promises import COMMANDER, LEAD
from incidents.comms.mailing import spelled, to_person
from incidents.comms.models import Audience, Promise, PromiseState
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident, Role
from portal.people.groups import INCIDENT_COMMANDER, MANAGER
from portal.people.models import User
from portal.post import post
from portal.post.drafts import Draft, Lane

TOGETHER = timedelta(minutes=1)


def who_owes(incident: Incident) -> list[User]:
    """The communications lead, else the commander, else whoever declared it."""
    for role in (Role.COMMUNICATIONS_LEAD, Role.COMMANDER):
        holder = incident.holder_of(role)
        if holder is not None and holder.is_active:
            return [holder]
    declared_by = incident.declared_by
    return [declared_by] if declared_by and declared_by.is_active else duty_managers()


def duty_managers() -> list[User]:
    """The managers; where there are none, whoever may command."""
    for group in (MANAGER, INCIDENT_COMMANDER):
        found = list(User.objects.active().in_group(group).named())
        if found:
            return found
    return []


@transaction.atomic
def nudge_promise(*, promise: Promise, whom: str = LEAD, at: datetime) -> bool:
    """Mail the one who owes it, later the commander too; False when it was answered, or the
    commander is the one who was mailed. What is due together is one mail."""
    incident = lock_incident(incident=promise.incident)
    promise.refresh_from_db()
    if promise.state != PromiseState.OPEN or not incident.is_open:
        return False
    people = who_owes(incident)
    if whom == COMMANDER:
        commander = incident.holder_of(Role.COMMANDER)
        people = [commander] if commander and commander not in people else []
    if not people:
        return False
    together = (
        Promise.objects.unsettled()
        .for_incident(incident)
        .filter(due_at__range=(promise.due_at - TOGETHER, promise.due_at + TOGETHER))
        .select_related("audience")
    )
    audiences = [one.audience for one in together.order_by("audience__position")]
    when = spelled(promise.due_at, now=at)
    sent = remind(
        incident,
        people=people,
        audiences=audiences,
        subject=f"Update due {when}",
        line=f"{names(audiences)} expect an update by {when}.",
        key=f"nudge:{whom}:{incident.pk}:{promise.due_at.isoformat(timespec='minutes')}",
        at=at,
    )
    together.update(nudged_at=at)
    return sent


def names(audiences: Sequence[Audience]) -> str:
    words = [str(one) for one in audiences]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def remind(
    incident: Incident,
    *,
    audiences: Sequence[Audience],
    subject: str,
    line: str,
    key: str,
    at: datetime,
    people: Sequence[User] | None = None,
) -> bool:
    """An urgent mail to those who owe a word; False when there is nobody."""
    people = who_owes(incident) if people is None else people
    if not people:
        return False
    url = f"{settings.SITE_URL}{incident.get_absolute_url()}updates/"
    post.send(
        Draft(
            kind="comms.reminder",
            subject=f"{subject}: {incident.display_title} ({incident.reference})",
            text=f"{line}\n\nSaying that nothing has changed is an update too.\n\n"
            f"Write to {names(audiences)}: {url}\n",
            key=key,
            lane=Lane.URGENT,
            about=incident,
            restricted=incident.private,
        ),
        to=[to_person(person) for person in people],
        at=at,
    )
    return True
