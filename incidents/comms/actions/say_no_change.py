"""Nothing new: a person says so."""

from datetime import datetime

from django.db import transaction

from incidents import publishing
from incidents.comms.actions.post_update import post_update
from incidents.comms.holding import last_said, no_change, situation_for
from incidents.comms.models import Audience, Promise, Stage, Update
from incidents.comms.words import NothingToSend, Words
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from portal.people.models import User


@transaction.atomic
def say_no_change(
    *, incident: Incident, key: str, by: User, at: datetime, after: int | None = None
) -> Update:
    """Tell all who wait for a word and had one before that nothing has changed. A person says
    it, so it keeps the promise. Raises NothingToSend where nobody can be told so."""
    locked = lock_incident(incident=incident)
    known = Update.objects.filter(incident=locked, key=key).first()
    if known is not None:
        return known
    waiting = [
        one.audience
        for one in Promise.objects.unsettled()
        .for_incident(locked)
        .select_related("audience")
        .order_by("audience__position")
    ]
    words = [
        Words(audience=one, status=no_change(last, at=at), impact=last.impact, action=last.action)
        for one in waiting
        if (last := last_said(locked, one)) is not None and _may_follow(locked, one)
    ]
    if not words:
        raise NothingToSend("Nobody was told anything yet: write the first update.")
    return post_update(
        incident=incident,
        stage=Stage.UPDATE,
        wordings=words,
        key=key,
        by=by,
        at=at,
        public_status=situation_for(locked, public=any(one.audience.public for one in words)),
        after=after,
    )


def _may_follow(incident: Incident, audience: Audience) -> bool:
    """Customers hear it only where a notice speaks of the incident."""
    return not audience.public or publishing.continues(
        incident, status=situation_for(incident, public=True)
    )
