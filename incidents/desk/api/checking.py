"""A fix is in place: what must be seen before it is over."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from incidents.command.actions.put_fix_in_place import WORDS, put_fix_in_place
from incidents.desk.api.asked import LARGEST, Reason, Short, absent
from incidents.desk.api.keys import person
from incidents.desk.api.operations import DONE, acts, reads
from incidents.desk.api.shapes import IncidentShape, PersonShape
from incidents.desk.api.showing import incident_shape, person_shape
from incidents.mitigation.actions.add_check import add_check
from incidents.mitigation.actions.observe_check import observe_check
from incidents.mitigation.actions.waive_check import waive_check
from incidents.mitigation.models import Check, CheckKind, CheckState
from incidents.record.models import Incident, incident_for
from portal.programs.asked import Note

router = Router(tags=["checks"])
ONE = "/incidents/{reference}"
LIST = ONE + "/checks"
RECORD, WORK = "record", "record.work_incident"
Value = Annotated[Note, Field(max_length=80)]


class CheckShape(Schema):
    check: int
    reference: str
    kind: CheckKind
    name: str
    how: str
    baseline: str
    target: str
    state: CheckState
    observed: str
    by: PersonShape | None
    at: datetime | None
    reason: str


class FixBody(Schema):
    """With `tell`, everybody who was told of the trouble hears of the fix."""

    tell: bool = False
    words: Reason = ""


class CheckBody(Schema):
    kind: CheckKind
    name: Annotated[Short, Field(max_length=120)]
    how: Note = ""
    baseline: Value = ""
    target: Value = ""


class ObservationBody(Schema):
    observed: Reason
    passed: bool


class WaiverBody(Schema):
    reason: Reason


@acts(
    router,
    ONE + "/fix",
    IncidentShape,
    scope="command",
    permission="record.command_incident",
)
def fix(request: HttpRequest, reference: str, body: FixBody) -> dict[str, Any]:
    """A fix is in place and is verified: its checks are planned."""
    incident = incident_for(person(request), reference)
    put_fix_in_place(
        incident=incident,
        tell=body.tell,
        words=body.words or WORDS,
        by=person(request),
        at=timezone.now(),
    )
    return incident_shape(incident)


@reads(router, LIST, list[CheckShape])
def list_checks(request: HttpRequest, reference: str) -> list[dict[str, Any]]:
    incident = incident_for(person(request), reference)
    rows = Check.objects.filter(incident=incident).select_related("by").in_order()
    return [_check_shape(one, incident) for one in rows]


@acts(router, LIST, CheckShape, scope=RECORD, permission=WORK)
def plan_check(request: HttpRequest, reference: str, body: CheckBody) -> dict[str, Any]:
    incident = incident_for(person(request), reference)
    check = add_check(incident=incident, by=person(request), at=timezone.now(), **body.dict())
    return _check_shape(check, incident)


@acts(router, LIST + "/{check}/observations", CheckShape, scope=RECORD, permission=WORK)
def observe(
    request: HttpRequest, reference: str, check: int, body: ObservationBody
) -> dict[str, Any]:
    """Write down what was seen, and whether it is what is wanted."""
    incident = incident_for(person(request), reference)
    seen = observe_check(
        check=_the_check(incident, check),
        observed=body.observed,
        passed=body.passed,
        by=person(request),
        at=timezone.now(),
    )
    return _check_shape(seen, incident)


@acts(
    router,
    LIST + "/{check}/waiver",
    CheckShape,
    scope="command",
    permission="record.command_incident",
    status=DONE,
)
def waive(request: HttpRequest, reference: str, check: int, body: WaiverBody) -> dict[str, Any]:
    """The incident's commander does without a check, and says why."""
    incident = incident_for(person(request), reference)
    waived = waive_check(
        check=_the_check(incident, check),
        reason=body.reason,
        by=person(request),
        at=timezone.now(),
    )
    return _check_shape(waived, incident)


def _the_check(incident: Incident, pk: int) -> Check:
    found = Check.objects.filter(incident=incident, pk=min(max(pk, 0), LARGEST)).first()
    if found is None:
        raise absent("check")
    return found


def _check_shape(check: Check, incident: Incident) -> dict[str, Any]:
    same = ("kind", "name", "how", "baseline", "target", "state", "observed", "at", "reason")
    return {
        "check": check.pk,
        "reference": incident.reference,
        "by": person_shape(check.by),
        **{name: getattr(check, name) for name in same},
    }
