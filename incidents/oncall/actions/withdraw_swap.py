"""It is not needed any more."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.actions.answer_swap import lock_waiting, settle
from incidents.oncall.actions.ask_swap import EXPIRES, CannotSwap
from incidents.oncall.models import Swap, SwapState
from portal.clock import clock
from portal.people.models import User


@transaction.atomic
def withdraw_swap(*, swap: Swap, by: User, at: datetime) -> Swap:
    """Only who asked takes it back, while it waits."""
    locked = lock_waiting(swap, at=at)
    if by != locked.asked_by:
        raise CannotSwap(f"Only {locked.asked_by} can take this back.")
    locked.state = SwapState.WITHDRAWN
    locked.save()
    clock.cancel(EXPIRES, about=locked)
    settle(locked, by=by, at=at)
    return locked
