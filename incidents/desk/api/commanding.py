"""Commanding: classify, resolve, reopen, close, dismiss, merge."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from incidents.command.actions.close_incident import close_incident
from incidents.command.actions.dismiss_incident import dismiss_incident
from incidents.command.actions.merge_incidents import merge_incidents
from incidents.command.actions.reclassify_incident import reclassify_incident
from incidents.command.actions.reopen_incident import reopen_incident
from incidents.command.actions.resolve_incident import resolve_incident
from incidents.desk.api.asked import Level, Reason, Short, Words, missing
from incidents.desk.api.keys import person
from incidents.desk.api.operations import DONE, acts
from incidents.desk.api.shapes import IncidentShape
from incidents.desk.api.showing import incident_shape
from incidents.desk.api.telling import ComponentStates, checked_states
from incidents.record.models import incident_for
from portal.programs.asked import Identifier

router = Router(tags=["command"])
ONE = "/incidents/{reference}"
SCOPE, COMMAND = "command", "record.command_incident"


class LevelBody(Schema):
    severity: Level
    reason: Reason


class ResolutionBody(Schema):
    """`verified` says how you know that it works, where no check of users says so; `words` what
    everybody who was told of the trouble reads now. With `version` it is refused when somebody
    changed the incident."""

    verified: Words = ""
    words: Words = ""
    title: Short = ""
    components: ComponentStates = Field(default_factory=dict)
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class ReasonBody(Schema):
    reason: Reason = ""


class MergeBody(Schema):
    into: Identifier


@acts(
    router,
    ONE + "/classification",
    IncidentShape,
    scope=SCOPE,
    permission=COMMAND,
    status=DONE,
)
def classify(request: HttpRequest, reference: str, body: LevelBody) -> dict[str, Any]:
    """Another severity, with the reason: promises are planned anew, and a worse one pages."""
    incident = incident_for(person(request), reference)
    reclassify_incident(
        incident=incident,
        level=body.severity,
        reason=body.reason,
        by=person(request),
        at=timezone.now(),
    )
    return incident_shape(incident)


@acts(router, ONE + "/resolution", IncidentShape, scope=SCOPE, permission=COMMAND)
def resolve(request: HttpRequest, reference: str, body: ResolutionBody) -> dict[str, Any]:
    """It works again: everybody who was told is told, and the watch begins."""
    incident = incident_for(person(request), reference)
    resolve_incident(
        incident=incident,
        verified=body.verified,
        words=body.words,
        title=body.title,
        component_states=checked_states(body.components),
        version=body.version,
        by=person(request),
        at=timezone.now(),
    )
    return incident_shape(incident)


@acts(router, ONE + "/reopening", IncidentShape, scope=SCOPE, permission=COMMAND)
def reopen(request: HttpRequest, reference: str, body: ReasonBody) -> dict[str, Any]:
    """The trouble is back: promises and paging begin anew."""
    incident = incident_for(person(request), reference)
    reopen_incident(incident=incident, reason=body.reason, by=person(request), at=timezone.now())
    return incident_shape(incident)


@acts(router, ONE + "/closure", IncidentShape, scope=SCOPE, permission=COMMAND)
def close(request: HttpRequest, reference: str, body: ReasonBody) -> dict[str, Any]:
    """After the watch; earlier only with a reason."""
    incident = incident_for(person(request), reference)
    close_incident(incident=incident, reason=body.reason, by=person(request), at=timezone.now())
    return incident_shape(incident)


@acts(router, ONE + "/dismissal", IncidentShape, scope=SCOPE, permission=COMMAND)
def dismiss(request: HttpRequest, reference: str, body: ReasonBody) -> dict[str, Any]:
    """It was nothing; a published notice is taken back."""
    incident = incident_for(person(request), reference)
    dismiss_incident(incident=incident, reason=body.reason, by=person(request), at=timezone.now())
    return incident_shape(incident)


@acts(router, ONE + "/merge", IncidentShape, scope=SCOPE, permission=COMMAND)
def merge(request: HttpRequest, reference: str, body: MergeBody) -> dict[str, Any]:
    """It continues as another incident, whose reference `into` is."""
    by = person(request)
    incident = incident_for(by, reference)
    try:
        into = incident_for(by, body.into)
    except Http404:
        raise missing("into", f"There is no incident {body.into}, or not for you.") from None
    merge_incidents(incident=incident, into=into, by=by, at=timezone.now())
    return incident_shape(incident)
