"""Remind whoever owes a word, before it is due."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from incidents.comms.mailing import spelled, to_person
from incidents.comms.models import Promise, PromiseState
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident, Role
from portal.people.groups import MANAGER
from portal.people.models import User
from portal.post import post
from portal.post.drafts import Draft, Lane


def who_owes(incident: Incident) -> list[User]:
    """The communications lead, else the commander, else whoever declared it."""
    for role in (Role.COMMUNICATIONS_LEAD, Role.COMMANDER):
        holder = incident.holder_of(role)
        if holder is not None:
            return [holder]
    return [incident.declared_by] if incident.declared_by else duty_managers()


def duty_managers() -> list[User]:
    return list(User.objects.active().in_group(MANAGER).named())


@transaction.atomic
def nudge_promise(*, promise: Promise, at: datetime) -> None:
    """Mail the one who owes it; nothing when it was answered meanwhile."""
    incident = lock_incident(incident=promise.incident)
    promise.refresh_from_db()
    if promise.state != PromiseState.OPEN:
        return
    promise.nudged_at = at
    promise.save(update_fields=["nudged_at"])
    send_reminder(
        promise,
        people=who_owes(incident),
        subject=f"Update due {spelled(promise.due_at)}: {incident.display_title} "
        f"({incident.reference})",
        line=f"{promise.audience} expect an update by {spelled(promise.due_at)}.",
        key=f"nudge:{promise.pk}",
        at=at,
    )


def send_reminder(
    promise: Promise, *, people: list[User], subject: str, line: str, key: str, at: datetime
) -> None:
    incident = promise.incident
    url = f"{settings.SITE_URL}{incident.get_absolute_url()}updates/"
    post.send(
        Draft(
            kind="comms.reminder",
            subject=subject,
            text=f"{line}\n\nSaying that nothing has changed is an update too.\n\n{url}\n",
            key=key,
            lane=Lane.URGENT,
            about=incident,
            restricted=incident.private,
        ),
        to=[to_person(person) for person in people],
        at=at,
    )
