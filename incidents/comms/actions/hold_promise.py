"""The promised time passes in silence: say so, truthfully."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.comms.actions.post_update import post_update
from incidents.comms.actions.promises import cadence_of
from incidents.comms.mailing import spelled
from incidents.comms.models import Promise, PromiseState, Stage, Update, Wording
from incidents.comms.words import Words
from incidents.record.actions.lock_incident import lock_incident

FALLBACK = timedelta(minutes=30)


@transaction.atomic
def hold_promise(*, promise: Promise, at: datetime) -> Update | None:
    """Send a holding update where policy allows. It counts as late.

    Nothing becomes public by a machine: customers get one only when a notice speaks of the
    incident already. None when a person was quicker, or policy sends none.
    """
    incident = lock_incident(incident=promise.incident)
    promise.refresh_from_db()
    if promise.state != PromiseState.OPEN or not incident.rules.holding_update:
        return None
    if promise.audience.public and not incident.notice_id:
        return None
    last = (
        Wording.objects.filter(update__incident=incident, audience=promise.audience)
        .select_related("update")
        .order_by("-update__number")
        .first()
    )
    cadence = cadence_of(incident, promise.audience) or FALLBACK
    if last is None:
        status = "We are aware of the problem and still investigating. There is no news yet."
        impact = ""
    else:
        status = f"Still investigating, no change since {spelled(last.update.at)}."
        impact = last.impact
    words = Words(
        audience=promise.audience, status=status, impact=impact, next_update_at=at + cadence
    )
    return post_update(
        incident=promise.incident,
        stage=Stage.HOLDING,
        wordings=[words],
        key=f"holding:{promise.pk}",
        by=None,
        at=at,
        public_status=_public_status(last),
    )


def _public_status(last: Wording | None) -> str:
    return "investigating" if last is None else "identified" if last.action else "investigating"
