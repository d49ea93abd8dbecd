"""Ask for a right, and say what is done when it is not given in time."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from incidents.oncall.actions.page_person import page_person
from incidents.oncall.models import Cause, Delay, PermissionRequest
from incidents.oncall.requests.links import permission_url
from incidents.oncall.requests.permission_lines import asked_for, say, tell
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.mailing import spelled
from incidents.record.masking import masked
from incidents.record.models import Incident
from portal.clock import clock
from portal.people.models import User
from portal.web.lines import one_line

DUE = "oncall.permission_due"
LONGEST = 7 * 24 * 60


class CannotAskPermission(ValueError):
    """Something is missing that whoever grants it must know, or nobody needs it any more."""


@transaction.atomic
def ask_permission(
    *,
    incident: Incident,
    what: str,
    where: str,
    why: str,
    minutes: int,
    fallback: str,
    granter: User,
    by: User | None,
    at: datetime,
    within: int | None = None,
) -> PermissionRequest:
    """Page whoever can grant it; `within` so many minutes, else the policy's time-box, it is
    done without. Raises CannotAskPermission or CannotPage."""
    locked = lock_incident(incident=incident)
    if locked.has_ended:
        raise CannotAskPermission(f"{locked.reference} has ended; no right is needed any more.")
    facts = {
        name: masked(one_line(words))[0][:most]
        for name, words, most in (
            ("what", what, 200),
            ("where", where, 160),
            ("why", why, 240),
            ("fallback", fallback, 200),
        )
    }
    if not all(facts.values()):
        raise CannotAskPermission(
            "Say what, where, why, and what you do if it is not granted in time."
        )
    if not 1 <= minutes <= LONGEST:
        raise CannotAskPermission("A right is given for a while: between 1 minute and 7 days.")
    box = within or locked.rules.permission_minutes
    newest = PermissionRequest.objects.filter(incident=locked).aggregate(n=Max("number"))["n"] or 0
    request = PermissionRequest.objects.create(
        incident=locked,
        number=newest + 1,
        minutes=minutes,
        granter=granter,
        asked_at=at,
        asked_by=by,
        answer_by=at + timedelta(minutes=box),
        **facts,
    )
    _begin(request, by=by, at=at)
    return request


def _begin(request: PermissionRequest, *, by: User | None, at: datetime) -> None:
    until = spelled(request.answer_by)
    say(
        request,
        f"Permission asked of {request.granter}: {request}, for {request.minutes} min. "
        f"{request.why} Not granted by {until}: {request.fallback}",
        by=by,
        at=at,
    )
    Delay.objects.create(
        incident=request.incident,
        cause=Cause.PERMISSIONS,
        started_at=at,
        note=f"no rights: {request}"[:240],
        permission=request,
        by=by,
        recorded_at=at,
    )
    clock.set(DUE, about=request, at=request.answer_by)
    page_person(
        incident=request.incident,
        person=request.granter,
        reason=asked_for(request),
        by=by,
        at=at,
    )
    tell(
        request,
        [request.granter],
        f"Permission needed by {until}: {request}",
        f"{by or 'Somebody'} needs: {request}, for {request.minutes} min.",
        f"Why: {request.why}",
        f"Without it, from {until}: {request.fallback}",
        f"Grant or refuse: {permission_url(request)}",
        at=at,
    )
