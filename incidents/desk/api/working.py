"""Working in an incident: roles, impact, the guide."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from incidents.catalog.models import GuideStep
from incidents.command.actions.hand_over_role import hand_over_role
from incidents.command.actions.step_down import step_down
from incidents.command.actions.tick_step import tick_step
from incidents.command.actions.untick_step import untick_step
from incidents.command.handovers import Handover
from incidents.command.models import GuideTick
from incidents.desk.api.asked import LARGEST, Count, Email, Reason, Short, absent, the_person
from incidents.desk.api.keys import must, person
from incidents.desk.api.operations import DONE, acts, reads
from incidents.desk.api.shapes import ImpactShape, IncidentShape, StepShape
from incidents.desk.api.showing import impact_shape, incident_shape
from incidents.record.actions.record_impact import record_impact
from incidents.record.actions.set_bridge import set_bridge
from incidents.record.models import Incident, Role, incident_for
from incidents.record.models.impact import DataAtRisk
from portal.programs.asked import Note

router = Router(tags=["roles, impact and guide"])
ONE = "/incidents/{reference}"
RECORD, WORK, COMMAND = "record", "record.work_incident", "record.command_incident"
MOST_IMPACTS = 100


class HandoverBody(Schema):
    state: Reason = ""
    risks: Reason = ""
    promise: Reason = ""


class RoleBody(Schema):
    """Without a person, the token's owner takes the role. One that somebody holds passes on
    with a handover: the state now, the open risks, the next promise."""

    role: Role
    person: Email | None = None
    handover: HandoverBody | None = None
    note: Reason = ""


class BridgeBody(Schema):
    """An empty address takes the link away."""

    url: Short


class VacancyBody(Schema):
    role: Role
    note: Reason = ""


class ImpactBody(Schema):
    customers_affected: Count | None = None
    share: Annotated[int, Field(ge=0, le=100)] | None = None
    revenue_per_hour: Count | None = None
    data_at_risk: DataAtRisk = DataAtRisk.UNKNOWN
    support_tickets: Count | None = None
    regions: Annotated[Note, Field(max_length=160)] = ""
    note: Note = ""
    measured: bool = False


@acts(router, ONE + "/roles", IncidentShape, scope=RECORD, permission=WORK)
def give_role(request: HttpRequest, reference: str, body: RoleBody) -> dict[str, Any]:
    """Take a role, give it to somebody, or hand over one that is held."""
    by = person(request)
    incident = incident_for(by, reference)
    to = by if body.person is None else the_person(body.person)
    hand_over_role(
        incident=incident,
        role=body.role,
        person=to,
        handover=Handover(**body.handover.dict()) if body.handover else None,
        note=body.note,
        by=by,
        at=timezone.now(),
    )
    return incident_shape(incident)


@acts(router, ONE + "/roles/vacancies", IncidentShape, scope=RECORD, permission=WORK)
def vacate_role(request: HttpRequest, reference: str, body: VacancyBody) -> dict[str, Any]:
    """Step down; a commander may end anybody's role."""
    by = person(request)
    incident = incident_for(by, reference)
    if incident.holder_of(body.role) != by:
        must(request, COMMAND)
    step_down(incident=incident, role=body.role, note=body.note, by=by, at=timezone.now())
    return incident_shape(incident)


@acts(router, ONE + "/bridge", IncidentShape, scope=RECORD, permission=WORK, status=DONE)
def link_bridge(request: HttpRequest, reference: str, body: BridgeBody) -> dict[str, Any]:
    incident = incident_for(person(request), reference)
    set_bridge(incident=incident, url=body.url, by=person(request), at=timezone.now())
    return incident_shape(incident)


@reads(router, ONE + "/impact", list[ImpactShape])
def list_impacts(request: HttpRequest, reference: str) -> list[dict[str, Any]]:
    """The blast radius as it was known, the newest first."""
    incident = incident_for(person(request), reference)
    rows = incident.impacts.select_related("by").newest_first()
    return [impact_shape(one) for one in rows[:MOST_IMPACTS]]


@acts(router, ONE + "/impact", ImpactShape, scope=RECORD, permission=WORK)
def say_impact(request: HttpRequest, reference: str, body: ImpactBody) -> dict[str, Any]:
    incident = incident_for(person(request), reference)
    impact = record_impact(incident=incident, by=person(request), at=timezone.now(), **body.dict())
    return impact_shape(impact)


@reads(router, ONE + "/guide", list[StepShape])
def read_guide(request: HttpRequest, reference: str) -> list[dict[str, Any]]:
    """What to do when, in minutes from declaring, and who did it."""
    return _guide(incident_for(person(request), reference))


@acts(
    router,
    ONE + "/guide/{step}/completion",
    list[StepShape],
    scope=RECORD,
    permission=WORK,
    status=DONE,
)
def do_step(request: HttpRequest, reference: str, step: int) -> list[dict[str, Any]]:
    """Tick a step; ticked twice is ticked once."""
    incident = incident_for(person(request), reference)
    tick_step(
        incident=incident, step=_the_step(incident, step), by=person(request), at=timezone.now()
    )
    return _guide(incident)


@acts(
    router,
    ONE + "/guide/{step}/withdrawal",
    list[StepShape],
    scope=RECORD,
    permission=WORK,
    status=DONE,
)
def undo_step(request: HttpRequest, reference: str, step: int) -> list[dict[str, Any]]:
    """Take a tick back; who had given it stays on the timeline."""
    incident = incident_for(person(request), reference)
    untick_step(
        incident=incident, step=_the_step(incident, step), by=person(request), at=timezone.now()
    )
    return _guide(incident)


def _the_step(incident: Incident, pk: int) -> GuideStep:
    steps = GuideStep.objects.for_level(incident.level)
    found = steps.filter(pk=min(max(pk, 0), LARGEST)).first()
    if found is None:
        raise absent("step")
    return found


def _guide(incident: Incident) -> list[dict[str, Any]]:
    found = GuideTick.objects.filter(incident=incident).select_related("by")
    ticks = {one.step_id: one for one in found}
    return [_step_shape(one, ticks) for one in GuideStep.objects.for_level(incident.level)]


def _step_shape(step: GuideStep, ticks: dict[int, GuideTick]) -> dict[str, Any]:
    tick = ticks.get(step.pk)
    return {
        "step": step.pk,
        "phase": step.phase,
        "text": step.text,
        "detail": step.detail,
        "from_minute": step.from_minute,
        "to_minute": step.to_minute,
        "done_by": tick.by.get_full_name() if tick else None,
        "done_at": tick.at if tick else None,
    }
