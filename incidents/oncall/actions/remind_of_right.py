"""A right was given for a while, and the while is over."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.oncall.actions.decide_permission import ENDS
from incidents.oncall.models import PermissionRequest, PermissionState
from incidents.oncall.paging.ladders import managers_now
from incidents.oncall.requests.permission_lines import lock_permission, say, tell
from portal.clock import clock

AGAIN = timedelta(hours=1)


@transaction.atomic
def remind_of_right(*, request: PermissionRequest, at: datetime, again: bool = False) -> None:
    """Ask whoever granted it to take it back; an hour later the managers too, and no more."""
    locked = lock_permission(request)
    if locked.state != PermissionState.GRANTED:
        return
    words = f"Take the right back: {locked}, given to {locked.asked_by or 'the responders'}."
    people = [locked.granter, locked.decided_by, locked.asked_by]
    if again:
        people += managers_now(at=at)
    else:
        clock.set(ENDS, about=locked, at=at + AGAIN, key="again", data={"again": True})
    say(locked, words, by=None, at=at)
    tell(locked, people, f"Take back: {locked}", words, at=at)
