"""The right that was given for a while is gone again; or nobody needs it any more."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.actions.ask_permission import DUE
from incidents.oncall.actions.decide_permission import ENDS, CannotDecide
from incidents.oncall.models import PermissionRequest, PermissionState
from incidents.oncall.requests.permission_lines import end_wait, lock_permission, say
from portal.clock import clock
from portal.people.models import User


@transaction.atomic
def take_back_right(
    *, request: PermissionRequest, by: User | None, at: datetime
) -> PermissionRequest:
    """One that was granted is taken back, one that waits is withdrawn. Raises CannotDecide
    when it is neither."""
    locked = lock_permission(request)
    if locked.state == PermissionState.GRANTED:
        locked.state, words = PermissionState.TAKEN_BACK, f"Taken back: {locked}."
    elif locked.is_undecided:
        locked.state, words = PermissionState.WITHDRAWN, f"Not needed any more: {locked}."
    else:
        raise CannotDecide(f"This is settled: {locked.get_state_display().lower()}.")
    locked.ended_at, locked.ended_by = at, by
    locked.save()
    clock.cancel(DUE, about=locked)
    clock.cancel(ENDS, about=locked)
    end_wait(locked, at=at)
    say(locked, words, by=by, at=at)
    return locked
