"""Write now, send at a time."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from incidents.comms.mailing import spelled
from incidents.comms.models import ScheduledUpdate, Update
from incidents.comms.words import CannotTell, NothingToSend, Over, Words
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind
from portal.clock import clock
from portal.people.models import User

LATEST = timedelta(hours=24)
KIND = "comms.scheduled"


class WrongTime(CannotTell):
    """An update cannot wait for a time that has passed, or for more than a day."""


@transaction.atomic
def schedule_update(
    *,
    incident: Incident,
    due_at: datetime,
    stage: str,
    situation: str,
    wordings: Sequence[Words],
    by: User,
    at: datetime,
    title: str = "",
    components: Mapping[str, str] | None = None,
    tell_subscribers: bool = True,
) -> ScheduledUpdate:
    """It promises nothing and keeps no promise before it is sent. Raises WrongTime,
    NothingToSend or Over."""
    locked = lock_incident(incident=incident)
    if not locked.is_open:
        raise Over(f"{locked.reference} is not open any more: send it now, or not at all.")
    if not at < due_at <= at + LATEST:
        raise WrongTime("Choose a time within the next 24 hours.", field="send_at")
    if not wordings:
        raise NothingToSend("Choose at least one audience.", field="audiences")
    for words in wordings:
        if not words.status.strip():
            raise NothingToSend(f"Write the status for {words.audience}.", field="status")
    newest = Update.objects.by_people().filter(incident=locked).newest_first().first()
    scheduled = ScheduledUpdate.objects.create(
        incident=locked,
        stage=stage,
        situation=situation,
        title=title.strip(),
        wordings={
            words.audience.slug: {
                "status": words.status,
                "impact": words.impact,
                "action": words.action,
            }
            for words in wordings
        },
        components=dict(components or {}),
        tell_subscribers=tell_subscribers,
        by=by,
        made_at=at,
        due_at=due_at,
        after=newest.number if newest else 0,
        level=locked.level,
    )
    clock.set(KIND, about=scheduled, at=due_at)
    names = ", ".join(str(words.audience) for words in wordings)
    add_entry(
        incident=locked,
        kind=EntryKind.COMMUNICATION,
        body=f"Set an update to {names} for {spelled(due_at, now=at)}.",
        by=by,
        at=at,
    )
    return scheduled
