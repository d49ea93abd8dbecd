"""Nobody answered in time."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.actions.answer_swap import SwapSettled, lock_waiting, settle
from incidents.oncall.models import Swap, SwapState


@transaction.atomic
def expire_swap(*, swap: Swap, at: datetime) -> None:
    """Both are told, so that who asked can ask the next."""
    try:
        locked = lock_waiting(swap, at=at)
    except SwapSettled:
        return
    if at < locked.expires_at:
        return
    locked.state = SwapState.EXPIRED
    locked.save()
    settle(locked, by=None, at=at)
