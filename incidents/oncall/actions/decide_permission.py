"""The right is given, or not."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.oncall.actions.ask_permission import DUE
from incidents.oncall.models import Page, PermissionRequest, PermissionState
from incidents.oncall.paging.answering import settle_pages
from incidents.oncall.requests.permission_lines import (
    asked_for,
    end_wait,
    lock_permission,
    say,
    tell,
)
from incidents.record.mailing import spelled
from portal.clock import clock
from portal.people.models import User
from portal.web.lines import one_line
from portal.web.times import duration

ENDS = "oncall.permission_ends"


class CannotDecide(ValueError):
    """It is decided already, or it is not theirs to decide."""


def may_decide(request: PermissionRequest, person: User) -> bool:
    """Whoever can grant it; a commander writes down what was said on the phone. Nobody
    decides what they have asked for themselves."""
    if person.pk == request.asked_by_id:
        return False
    return person.pk == request.granter_id or person.has_perm("record.command_incident")


@transaction.atomic
def decide_permission(
    *, request: PermissionRequest, granted: bool, by: User, at: datetime, reason: str = ""
) -> PermissionRequest:
    """Record who decided when; what is granted ends after its minutes. One that timed out may
    still come. Raises CannotDecide."""
    locked = lock_permission(request)
    if not locked.is_undecided:
        raise CannotDecide(f"This is settled: {locked.get_state_display().lower()}.")
    if not may_decide(locked, by):
        raise CannotDecide(f"{locked.granter} decides this, or a commander who heard it from them.")
    reason = one_line(reason)[:240]
    if not granted and not reason:
        raise CannotDecide("Say why not, so that they can go on without it.")
    locked.state = PermissionState.GRANTED if granted else PermissionState.REFUSED
    locked.decided_at, locked.decided_by, locked.reason = at, by, reason
    if granted:
        locked.expires_at = at + timedelta(minutes=locked.minutes)
        clock.set(ENDS, about=locked, at=locked.expires_at)
    locked.save()
    clock.cancel(DUE, about=locked)
    end_wait(locked, at=at)
    took = duration(at - locked.asked_at)
    if locked.expires_at is not None:
        words = f"Granted after {took}: {locked}, until {spelled(locked.expires_at)}. {reason}"
    else:
        words = f"Refused after {took}: {locked}. {reason} Instead: {locked.fallback}"
    entry = say(locked, words.strip(), by=by, at=at)
    pages = Page.objects.filter(incident=locked.incident, reason=asked_for(locked))
    settle_pages(pages, by=by, entry=entry, via="portal")
    tell(locked, [locked.asked_by], f"{locked.get_state_display()}: {locked}", words, at=at)
    return locked
