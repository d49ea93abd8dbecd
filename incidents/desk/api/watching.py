"""Watching after resolution, and deciding between incidents."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from incidents.command.actions.answer_check_in import answer_check_in
from incidents.command.actions.go_on import go_on
from incidents.command.actions.leave_coordination import leave_coordination
from incidents.command.actions.let_wait import let_wait
from incidents.command.actions.take_coordination import take_coordination
from incidents.command.actions.take_watch import take_watch
from incidents.command.models import CheckIn, CheckInState, Coordination, Waiting, Watch, WatchEnd
from incidents.desk.api.asked import Email, absent, missing, the_person
from incidents.desk.api.keys import person
from incidents.desk.api.operations import DONE, acts, reads
from incidents.desk.api.shapes import PersonShape
from incidents.desk.api.showing import person_shape
from incidents.record.models import Incident, incident_for
from portal.people.models import User
from portal.programs.asked import Identifier, Note

router = Router(tags=["watch and coordination"])
ONE = "/incidents/{reference}"
WATCH = ONE + "/watch"
RECORD, WORK = "record", "record.work_incident"
COMMAND, COMMANDS = "command", "record.command_incident"


class CheckInShape(Schema):
    due_at: datetime
    state: CheckInState
    asked: PersonShape | None
    answered_by: PersonShape | None
    observed: str


class WatchShape(Schema):
    watcher: PersonShape | None
    begins_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    ended_how: WatchEnd | None
    check_ins: list[CheckInShape]


class CheckInBody(Schema):
    """Not good: the incident is open again."""

    good: bool
    observed: Note


class WatcherBody(Schema):
    """Without a person, the token's owner."""

    person: Email | None = None


class WaitingShape(Schema):
    incident: str
    behind: str | None
    reason: str
    decided_at: datetime


class CoordinationShape(Schema):
    coordinator: PersonShape | None
    since: datetime | None
    waiting: list[WaitingShape]


class WaitBody(Schema):
    reason: Note
    behind: Identifier | None = None


@reads(router, WATCH, WatchShape)
def read_watch(request: HttpRequest, reference: str) -> dict[str, Any]:
    """The newest watch over it."""
    return _watch(incident_for(person(request), reference))


@acts(router, WATCH + "/check-in", WatchShape, scope=RECORD, permission=WORK)
def check_in(request: HttpRequest, reference: str, body: CheckInBody) -> dict[str, Any]:
    """Answer whether it is still good."""
    incident = incident_for(person(request), reference)
    answer_check_in(
        incident=incident,
        good=body.good,
        observed=body.observed,
        by=person(request),
        at=timezone.now(),
    )
    return _watch(incident)


@acts(router, WATCH + "/watcher", WatchShape, scope=RECORD, permission=WORK, status=DONE)
def name_watcher(request: HttpRequest, reference: str, body: WatcherBody) -> dict[str, Any]:
    by = person(request)
    incident = incident_for(by, reference)
    to = by if body.person is None else the_person(body.person)
    take_watch(incident=incident, person=to, by=by, at=timezone.now())
    return _watch(incident)


@reads(router, "/coordination", CoordinationShape)
def read_coordination(request: HttpRequest) -> dict[str, Any]:
    """Who decides between open incidents, and what waits."""
    return _coordination(person(request))


@acts(router, "/coordination", CoordinationShape, scope=COMMAND, permission=COMMANDS)
def coordinate(request: HttpRequest) -> dict[str, Any]:
    """Take it, from whoever has it."""
    take_coordination(by=person(request), at=timezone.now())
    return _coordination(person(request))


@acts(
    router,
    "/coordination/end",
    CoordinationShape,
    scope=COMMAND,
    permission=COMMANDS,
    status=DONE,
)
def stop_coordinating(request: HttpRequest) -> dict[str, Any]:
    leave_coordination(by=person(request), at=timezone.now())
    return _coordination(person(request))


@acts(router, ONE + "/waiting", CoordinationShape, scope=COMMAND, permission=COMMANDS)
def let_it_wait(request: HttpRequest, reference: str, body: WaitBody) -> dict[str, Any]:
    """Another comes first; its promises are kept all the same."""
    by = person(request)
    let_wait(
        incident=incident_for(by, reference),
        behind=_behind(by, body.behind),
        reason=body.reason,
        by=by,
        at=timezone.now(),
    )
    return _coordination(by)


@acts(
    router,
    ONE + "/waiting/end",
    CoordinationShape,
    scope=COMMAND,
    permission=COMMANDS,
    status=DONE,
)
def let_it_go_on(request: HttpRequest, reference: str) -> dict[str, Any]:
    by = person(request)
    go_on(incident=incident_for(by, reference), by=by, at=timezone.now())
    return _coordination(by)


def _behind(by: User, reference: str | None) -> Incident | None:
    if reference is None:
        return None
    try:
        return incident_for(by, reference)
    except Http404:
        raise missing("behind", f"There is no incident {reference}, or not for you.") from None


def _watch(incident: Incident) -> dict[str, Any]:
    found = Watch.objects.filter(incident=incident).select_related("watcher").newest_first()
    watch = found.first()
    if watch is None:
        raise absent("watch")
    asked = CheckIn.objects.filter(watch=watch).select_related("asked", "answered_by").in_order()
    return {
        "watcher": person_shape(watch.watcher),
        "begins_at": watch.begins_at,
        "ends_at": watch.ends_at,
        "ended_at": watch.ended_at,
        "ended_how": watch.ended_how or None,
        "check_ins": [
            {
                "due_at": one.due_at,
                "state": one.state,
                "asked": person_shape(one.asked),
                "answered_by": person_shape(one.answered_by),
                "observed": one.observed,
            }
            for one in asked
        ],
    }


def _coordination(by: User) -> dict[str, Any]:
    """Of what waits only what they may see, and never a name they may not."""
    held = Coordination.objects.live().select_related("person").first()
    seen = Incident.objects.visible_to(by).open()
    waiting = Waiting.objects.live().filter(incident__in=seen).select_related("incident", "behind")
    known = set(seen.values_list("pk", flat=True))
    return {
        "coordinator": person_shape(held.person) if held else None,
        "since": held.began_at if held else None,
        "waiting": [
            {
                "incident": one.incident.reference,
                "behind": one.behind.reference if one.behind and one.behind.pk in known else None,
                "reason": one.reason,
                "decided_at": one.decided_at,
            }
            for one in waiting.order_by("pk")
        ],
    }
