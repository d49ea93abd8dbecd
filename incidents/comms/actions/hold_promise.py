"""The promised time passes in silence: say so, truthfully."""

from datetime import datetime

from django.db import transaction

from incidents import publishing
from incidents.comms.actions.nudge_promise import names, remind
from incidents.comms.actions.post_update import post_update
from incidents.comms.holding import holding_words, situation_for
from incidents.comms.mailing import spelled
from incidents.comms.models import Promise, PromiseState, Stage, Update
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident


@transaction.atomic
def hold_promise(*, promise: Promise, at: datetime) -> Update | None:
    """Send one holding update to every audience left in silence. It counts as late.

    Nothing becomes public by a machine: customers get one only when a notice speaks of the
    incident already. Where it must not speak, whoever owes the word is reminded instead.
    None when a person was quicker, or nothing may be said.
    """
    incident = lock_incident(incident=promise.incident)
    promise.refresh_from_db()
    if promise.state != PromiseState.OPEN or promise.due_at > at or not incident.is_open:
        return None
    due = list(
        Promise.objects.unsettled()
        .for_incident(incident)
        .filter(due_at__lte=at)
        .select_related("audience")
        .order_by("audience__position")
    )
    speakable = [one for one in due if _may_speak(incident, one)]
    if promise not in speakable:
        _remind(incident, promise, [one for one in due if one not in speakable], at=at)
        return None
    return post_update(
        incident=promise.incident,
        stage=Stage.HOLDING,
        wordings=[holding_words(incident, one.audience, at=at) for one in speakable],
        key=f"holding:{promise.pk}",
        by=None,
        at=at,
        public_status=situation_for(incident, public=any(one.audience.public for one in speakable)),
    )


def _may_speak(incident: Incident, promise: Promise) -> bool:
    """Policy allows it, and customers know of the incident from a person."""
    if not incident.rules.holding_update:
        return False
    if not promise.audience.public:
        return True
    status = situation_for(incident, public=True)
    return publishing.continues(incident, status=status)


def _remind(incident: Incident, promise: Promise, mute: list[Promise], *, at: datetime) -> None:
    """Once for all who were promised the same time."""
    when = spelled(promise.due_at, now=at)
    audiences = [one.audience for one in mute]
    why = (
        "Allclear says nothing to customers by itself before a person has."
        if incident.rules.holding_update
        else f"{incident.severity_label} sends no holding update."
    )
    remind(
        incident,
        audiences=audiences,
        subject="Update due now",
        line=f"{names(audiences)} were promised an update by {when}, and nothing was sent. {why}",
        key=f"due:{incident.pk}:{promise.due_at.isoformat(timespec='minutes')}",
        at=at,
    )
