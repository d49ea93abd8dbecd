"""What is written and mailed about a permission."""

from collections.abc import Iterable
from datetime import datetime

from incidents.oncall.models import Delay, PermissionRequest
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.mailing import ask
from incidents.record.models import Entry
from incidents.record.models.entry import EntryKind
from portal.people.models import User


def lock_permission(request: PermissionRequest) -> PermissionRequest:
    """As it stands now, locked with its incident until the transaction ends."""
    lock_incident(incident=request.incident)
    return PermissionRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)


def asked_for(request: PermissionRequest) -> str:
    """Why whoever can grant it is paged."""
    return f"Permission needed: {request}"[:240]


def say(request: PermissionRequest, body: str, *, by: User | None, at: datetime) -> Entry:
    return add_entry(
        incident=request.incident,
        kind=EntryKind.ESCALATION,
        body=body,
        by=by,
        at=at,
        data={"permission_request": request.pk},
    )


def end_wait(request: PermissionRequest, *, at: datetime) -> None:
    Delay.objects.filter(permission=request, ended_at=None).update(ended_at=at)


def tell(
    request: PermissionRequest,
    people: Iterable[User | None],
    subject: str,
    *lines: str,
    at: datetime,
) -> None:
    ask(
        [one for one in dict.fromkeys(people) if one is not None],
        kind="oncall.permission",
        subject=subject,
        lines=lines,
        part="_waiting_for_others",
        incident=request.incident,
        about=request,
        key=f"permission:{request.pk}:{request.state}:{at.isoformat()}",
        at=at,
    )
