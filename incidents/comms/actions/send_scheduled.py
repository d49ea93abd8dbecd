"""The time of a scheduled update has come, or somebody sends it early."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from incidents.comms.actions.post_update import post_update
from incidents.comms.actions.schedule_update import KIND
from incidents.comms.mailing import spelled, to_person
from incidents.comms.models import Audience, ScheduledState, ScheduledUpdate, Update
from incidents.comms.words import CannotTell, Words
from incidents.publishing import NotForCustomers
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.actions.refuse_advisor import refuse_advisor
from incidents.record.models import Advisor, Incident
from incidents.record.models.entry import EntryKind
from portal.clock import clock
from portal.people.models import User
from portal.post import post
from portal.post.drafts import Draft, Lane


@transaction.atomic
def send_scheduled(
    *, scheduled: ScheduledUpdate, at: datetime, by: User | None = None
) -> Update | None:
    """Send it in its author's name. Where the facts have changed since it was written nothing
    goes out and the author is told; None then, and where nothing waits any more."""
    incident = lock_incident(incident=scheduled.incident)
    refuse_advisor(incident=incident, by=by, at=at)
    scheduled = ScheduledUpdate.objects.select_for_update(of=("self",)).get(pk=scheduled.pk)
    if scheduled.state != ScheduledState.WAITING or (by is None and scheduled.due_at > at):
        return None
    clock.cancel(KIND, about=scheduled)
    changed = _changed(incident, scheduled, at=at)
    if changed:
        _withhold(scheduled, changed, at=at)
        return None
    try:
        with transaction.atomic():
            update = _send(incident, scheduled, at=at)
    except (CannotTell, NotForCustomers) as refusal:
        _withhold(scheduled, str(refusal), at=at)
        return None
    scheduled.settle(ScheduledState.SENT, by=by, at=at)
    scheduled.update = update
    scheduled.save()
    return update


def _changed(incident: Incident, scheduled: ScheduledUpdate, *, at: datetime) -> str:
    """What is another than when it was written; nothing where it still holds."""
    if not incident.is_open:
        return f"{incident.reference} is {incident.get_state_display().lower()} by now."
    if incident.level != scheduled.level:
        return f"It is {incident.severity_label} by now."
    newest = Update.objects.by_people().filter(incident=incident).newest_first().first()
    if newest is not None and newest.number > scheduled.after:
        return f"{newest.by or 'Somebody'} sent update {newest.number} since."
    if Advisor.objects.advising(scheduled.by, at=at).filter(incident=incident).exists():
        return f"{scheduled.by} only advises here by now."
    return "" if scheduled.by.is_active else f"{scheduled.by} no longer works here."


def _send(incident: Incident, scheduled: ScheduledUpdate, *, at: datetime) -> Update:
    audiences = Audience.objects.for_incident(incident).filter(slug__in=scheduled.wordings)
    return post_update(
        incident=incident,
        stage=scheduled.stage,
        wordings=[Words(audience=one, **scheduled.wordings[one.slug]) for one in audiences],
        key=f"scheduled:{scheduled.pk}",
        by=scheduled.by,
        at=at,
        public_status=scheduled.situation,
        component_states=scheduled.components,
        tell_subscribers=scheduled.tell_subscribers,
        title=scheduled.title,
    )


def _withhold(scheduled: ScheduledUpdate, why: str, *, at: datetime) -> None:
    incident = scheduled.incident
    scheduled.settle(ScheduledState.WITHHELD, by=None, at=at, why=why[:240])
    scheduled.save()
    when = spelled(scheduled.due_at, now=at)
    line = f"The update set for {when} was not sent. {why}"
    add_entry(incident=incident, kind=EntryKind.SYSTEM, body=line, by=None, at=at)
    url = f"{settings.SITE_URL}{incident.get_absolute_url()}updates/"
    words = "\n\n".join(one["status"] for one in scheduled.wordings.values())
    post.send(
        Draft(
            kind="comms.reminder",
            subject=f"Not sent: {incident.display_title} ({incident.reference})",
            text=f"{line}\n\nYou had written:\n\n{words}\n\nWrite anew: {url}\n",
            key=f"withheld:{scheduled.pk}",
            lane=Lane.URGENT,
            about=incident,
            restricted=incident.private,
        ),
        to=[to_person(scheduled.by)],
        at=at,
    )
