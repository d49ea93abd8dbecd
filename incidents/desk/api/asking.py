"""Asking other teams and vendors, and for rights."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from incidents.desk.api.asked import (
    LARGEST,
    Email,
    Reason,
    Short,
    Slug,
    absent,
    missing,
    the_person,
)
from incidents.desk.api.keys import person
from incidents.desk.api.operations import DONE, acts, reads
from incidents.desk.api.shapes import PersonShape
from incidents.desk.api.showing import person_shape
from incidents.oncall.actions.acknowledge_request import acknowledge_request
from incidents.oncall.actions.ask_permission import ask_permission
from incidents.oncall.actions.ask_team import ask_team
from incidents.oncall.actions.decide_permission import decide_permission
from incidents.oncall.actions.pass_on_request import pass_on_request
from incidents.oncall.actions.remind_team import remind_team
from incidents.oncall.actions.settle_request import settle_request
from incidents.oncall.actions.take_back_right import take_back_right
from incidents.oncall.models import (
    PermissionRequest,
    PermissionState,
    RequestState,
    TeamEscalation,
)
from incidents.oncall.requests.targets import target_named, targets
from incidents.record.models import Incident, incident_for
from portal.programs.asked import Moment, Note

router = Router(tags=["asking"])
ONE = "/incidents/{reference}/requests"
RIGHTS = "/incidents/{reference}/permissions"
SCOPE, PAGE, WORK, MOST_SHOWN = "page", "oncall.page_people", "record.work_incident", 200
Minutes = Annotated[int, Field(ge=1, le=10_080)]


class RequestShape(Schema):
    number: int
    reference: str
    asked: str
    kind: str
    heading: str
    problem: str
    state: RequestState
    asked_at: datetime
    answer_by: datetime
    acknowledged_at: datetime | None
    ended_at: datetime | None
    answer: str
    case_number: str
    sent_as_it_is: bool
    contacts: list[str]


class AskBody(Schema):
    """`to`: a team's slug, or vendor-<slug>. Vague words are refused unless `as_it_is`."""

    to: Slug
    problem: Note
    details: dict[Short, Short] = Field(default_factory=dict, max_length=20)
    effect: Reason = ""
    help_offered: Short = ""
    answer_by: Moment | None = None
    as_it_is: bool = False


class ReplyBody(Schema):
    answer: Literal["acknowledged", "answered", "declined", "withdrawn"]
    words: Reason = ""
    who: Short = ""
    case_number: Short = ""


class PermissionShape(Schema):
    number: int
    reference: str
    what: str
    where: str
    why: str
    fallback: str
    minutes: int
    granter: PersonShape
    state: PermissionState
    asked_at: datetime
    answer_by: datetime
    decided_at: datetime | None
    expires_at: datetime | None


class PermissionBody(Schema):
    what: Short
    where: Short
    why: Short
    fallback: Short
    minutes: Minutes
    granter: Email


class DecisionBody(Schema):
    decision: Literal["grant", "refuse", "back"]
    reason: Short = ""


@reads(router, ONE, list[RequestShape])
def list_requests(request: HttpRequest, reference: str) -> list[dict[str, Any]]:
    """The newest first."""
    incident = incident_for(person(request), reference)
    rows = TeamEscalation.objects.filter(incident=incident).select_related("team", "vendor")
    return [_shape(one, incident) for one in rows.newest_first()[:MOST_SHOWN]]


@acts(router, ONE, RequestShape, scope=SCOPE, permission=PAGE)
def ask(request: HttpRequest, reference: str, body: AskBody) -> dict[str, Any]:
    """Ask a team or a vendor; whoever is on call there is paged."""
    incident = incident_for(person(request), reference)
    target = target_named(targets(incident), body.to)
    if target is None:
        raise missing("to", f"Nobody called {body.to} can be asked.")
    facts = body.dict(exclude={"to"})
    made = ask_team(
        incident=incident,
        team=target.team,
        vendor=target.vendor,
        by=person(request),
        at=timezone.now(),
        **facts,
    )
    return _shape(made, incident)


@acts(router, ONE + "/{number}/answer", RequestShape, scope=SCOPE, permission=WORK, status=DONE)
def reply(request: HttpRequest, reference: str, number: int, body: ReplyBody) -> dict[str, Any]:
    incident = incident_for(person(request), reference)
    facts: dict[str, Any] = {"request": _the_request(incident, number), "by": person(request)}
    facts |= {"at": timezone.now(), "via": "api", "who": body.who}
    if body.answer == "acknowledged":
        return _shape(acknowledge_request(**facts, case_number=body.case_number), incident)
    return _shape(settle_request(**facts, state=body.answer, words=body.words), incident)


@acts(router, ONE + "/{number}/reminder", RequestShape, scope=SCOPE, permission=WORK, status=DONE)
def remind(request: HttpRequest, reference: str, number: int) -> dict[str, Any]:
    """Say once more to whoever was asked that an answer is owed; at most every two minutes."""
    incident = incident_for(person(request), reference)
    found = _the_request(incident, number)
    reminded = remind_team(request=found, by=person(request), at=timezone.now())
    return _shape(reminded, incident)


@acts(router, ONE + "/{number}/next", RequestShape, scope=SCOPE, permission=PAGE, status=DONE)
def go_further(request: HttpRequest, reference: str, number: int) -> dict[str, Any]:
    """Go to the next contact now."""
    incident = incident_for(person(request), reference)
    found = _the_request(incident, number)
    passed = pass_on_request(request=found, by=person(request), at=timezone.now())
    return _shape(passed, incident)


@reads(router, RIGHTS, list[PermissionShape])
def list_permissions(request: HttpRequest, reference: str) -> list[dict[str, Any]]:
    incident = incident_for(person(request), reference)
    rows = PermissionRequest.objects.filter(incident=incident).select_related("granter")
    return [_right(one, incident) for one in rows.order_by("-pk")[:MOST_SHOWN]]


@acts(router, RIGHTS, PermissionShape, scope=SCOPE, permission=PAGE)
def ask_right(request: HttpRequest, reference: str, body: PermissionBody) -> dict[str, Any]:
    incident = incident_for(person(request), reference)
    made = ask_permission(
        incident=incident,
        granter=the_person(body.granter, field="granter"),
        by=person(request),
        at=timezone.now(),
        **body.dict(exclude={"granter"}),
    )
    return _right(made, incident)


@acts(
    router,
    RIGHTS + "/{number}/decision",
    PermissionShape,
    scope=SCOPE,
    permission=WORK,
    status=DONE,
)
def decide(request: HttpRequest, reference: str, number: int, body: DecisionBody) -> dict[str, Any]:
    """Granted or refused by whoever can grant it; or given back."""
    incident, by, at = incident_for(person(request), reference), person(request), timezone.now()
    rows = PermissionRequest.objects.filter(incident=incident, number=min(max(number, 0), LARGEST))
    found = rows.first()
    if found is None:
        raise absent("permission")
    if body.decision == "back":
        return _right(take_back_right(request=found, by=by, at=at), incident)
    granted = body.decision == "grant"
    decided = decide_permission(request=found, granted=granted, reason=body.reason, by=by, at=at)
    return _right(decided, incident)


def _the_request(incident: Incident, number: int) -> TeamEscalation:
    rows = TeamEscalation.objects.filter(incident=incident, number=min(max(number, 0), LARGEST))
    found = rows.select_related("incident").first()
    if found is None:
        raise absent("request")
    return found


def _shape(one: TeamEscalation, incident: Incident) -> dict[str, Any]:
    names = set(RequestShape.model_fields) - {"reference", "asked", "contacts"}
    told = {name: getattr(one, name) for name in names}
    contacts = [f"{step['label']}, {step['note']}" for step in one.contacts]
    return {"reference": incident.reference, "asked": one.asked, "contacts": contacts, **told}


def _right(one: PermissionRequest, incident: Incident) -> dict[str, Any]:
    names = set(PermissionShape.model_fields) - {"reference", "granter"}
    told = {name: getattr(one, name) for name in names}
    return {"reference": incident.reference, "granter": person_shape(one.granter), **told}
