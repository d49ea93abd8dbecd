"""They have seen it and are at it; the answer is still owed."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.models import Page, RequestState, TeamEscalation
from incidents.oncall.paging.answering import settle_pages
from incidents.oncall.requests.lines import say
from incidents.oncall.requests.locks import lock_waiting
from portal.people.models import User
from portal.web.lines import one_line
from portal.web.times import duration


@transaction.atomic
def acknowledge_request(
    *,
    request: TeamEscalation,
    by: User | None,
    at: datetime,
    via: str,
    who: str = "",
    case_number: str = "",
) -> TeamEscalation:
    """Record it with the minutes it took, once. `who` where they have no account here.
    Raises AlreadySettled."""
    locked = lock_waiting(request=request)
    case_number = one_line(case_number)[:80]
    fresh = locked.acknowledged_at is None
    if case_number:
        locked.case_number = case_number
    if fresh:
        locked.acknowledged_at, locked.via = at, via
        locked.acknowledged_by = one_line(who)[:160] or str(by or locked.contact["label"])
        if locked.state == RequestState.SENT:
            locked.state = RequestState.ACKNOWLEDGED
    locked.save()
    if not fresh and not case_number:
        return locked
    case = f" Their case: {case_number}." if case_number else ""
    took = f" after {duration(at - locked.asked_at)}" if fresh else ""
    words = f"{locked.asked} acknowledged{took}, {locked.acknowledged_by}.{case}"
    entry = say(locked, words, by=by, at=at)
    own = Page.objects.filter(pk__in=locked.contacted.values("page"), person=by)
    settle_pages(own, by=by, entry=entry, via=via)
    return locked
