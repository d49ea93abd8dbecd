"""A request is answered, declined or not needed any more: its clocks stop."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.models import Delay, Page, RequestState, TeamEscalation
from incidents.oncall.paging.answering import settle_pages
from incidents.oncall.requests.clocks import FIX_DUE, stop_clocks
from incidents.oncall.requests.lines import say
from incidents.oncall.requests.locks import lock_waiting
from incidents.record.masking import masked
from portal.clock import clock
from portal.people.models import User
from portal.web.lines import one_line
from portal.web.times import duration

ENDS = {
    RequestState.ANSWERED: "answered",
    RequestState.DECLINED: "declined",
    RequestState.WITHDRAWN: "is not asked any more",
}


class NoAnswer(ValueError):
    """An answer without words helps nobody."""


@transaction.atomic
def settle_request(
    *,
    request: TeamEscalation,
    state: str,
    words: str,
    by: User | None,
    at: datetime,
    via: str,
    who: str = "",
) -> TeamEscalation:
    """End it with what was said and the minutes it took; the wait ends with it. A vendor's
    fix is still owed after its answer. Raises AlreadySettled or NoAnswer."""
    locked = lock_waiting(request=request)
    ended = RequestState(state)
    words = masked(words.strip())[0]
    if not words and ended != RequestState.WITHDRAWN:
        raise NoAnswer("Write what they said, in a sentence: the room reads it.")
    locked.state, locked.ended_at, locked.answer, locked.via = ended, at, words, via
    locked.ended_by = one_line(who)[:160] or str(by or locked.contact["label"])
    if locked.acknowledged_at is None and ended != RequestState.WITHDRAWN:
        locked.acknowledged_at, locked.acknowledged_by = at, locked.ended_by
    locked.save()
    stop_clocks(locked)
    if ended != RequestState.ANSWERED:
        clock.cancel(FIX_DUE, about=locked)
    Delay.objects.filter(escalation=locked, ended_at=None).update(ended_at=at)
    entry = say(
        locked,
        f"{locked.asked} {ENDS[ended]} after {duration(at - locked.asked_at)}, "
        f"{locked.ended_by}. {words}".strip(),
        by=by,
        at=at,
    )
    pages = Page.objects.filter(pk__in=locked.contacted.values("page"))
    came = by if ended != RequestState.WITHDRAWN else None
    settle_pages(pages, by=came, entry=entry, via=via)
    return locked
