"""The agreed time to mend passed."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.actions.page_person import CannotPage, page_person
from incidents.oncall.models import RequestState, TeamEscalation
from incidents.oncall.requests.lines import say
from incidents.oncall.requests.locks import lock_request
from portal.web.times import duration

GIVEN_UP = {RequestState.DECLINED, RequestState.WITHDRAWN}


@transaction.atomic
def miss_fix(*, request: TeamEscalation, at: datetime) -> None:
    """Say that the agreement was missed, and page whoever answers for them here."""
    locked = lock_request(request=request)
    settled = locked.fixed_at is not None or locked.state in GIVEN_UP
    if settled or locked.vendor is None or locked.fix_by is None or locked.incident.has_ended:
        return
    agreed = duration(locked.fix_by - locked.asked_at)
    say(locked, f"{locked.vendor} has not mended it in the agreed {agreed}.", by=None, at=at)
    owner = locked.vendor.owner
    if owner is None:
        return
    try:
        page_person(
            incident=locked.incident,
            person=owner,
            reason=f"{locked.vendor} missed the agreed fix. Speak to their account manager.",
            by=None,
            at=at,
        )
    except CannotPage as refusal:
        say(locked, str(refusal), by=None, at=at)
