"""The time-box passed: it is done without the right."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.models import PermissionRequest, PermissionState
from incidents.oncall.requests.permission_lines import end_wait, lock_permission, say, tell


@transaction.atomic
def time_out_permission(*, request: PermissionRequest, at: datetime) -> None:
    """Say what is done instead, once; nobody is waited for any longer."""
    locked = lock_permission(request)
    due = locked.state == PermissionState.ASKED and locked.answer_by <= at
    if not due or locked.incident.has_ended:
        return
    locked.state = PermissionState.TIMED_OUT
    locked.save(update_fields=["state"])
    end_wait(locked, at=at)
    words = f"Not granted in time: {locked}. Now: {locked.fallback}"
    say(locked, words, by=None, at=at)
    tell(locked, [locked.asked_by], f"Not granted in time: {locked}", words, at=at)
