"""The minutes lost while waiting for others."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from incidents.desk.api.asked import Short
from incidents.desk.api.keys import person
from incidents.desk.api.operations import acts, reads
from incidents.oncall.actions.record_delay import record_delay
from incidents.oncall.models import Cause
from incidents.oncall.requests.lost_time import lost_on
from incidents.record.models import Incident, incident_for

router = Router(tags=["asking"])
DELAYS, WORK = "/incidents/{reference}/delays", "record.work_incident"
Minutes = Annotated[int, Field(ge=1, le=10_080)]


class LostShape(Schema):
    reference: str
    minutes: int
    by_cause: dict[str, int]


class DelayBody(Schema):
    cause: Cause
    minutes: Minutes
    note: Short


@reads(router, DELAYS, LostShape)
def lost_minutes(request: HttpRequest, reference: str) -> dict[str, Any]:
    """What ran side by side counts once."""
    return _lost(incident_for(person(request), reference))


@acts(router, DELAYS, LostShape, scope="record", permission=WORK)
def note_delay(request: HttpRequest, reference: str, body: DelayBody) -> dict[str, Any]:
    incident = incident_for(person(request), reference)
    record_delay(incident=incident, by=person(request), at=timezone.now(), **body.dict())
    return _lost(incident)


def _lost(incident: Incident) -> dict[str, Any]:
    lost = lost_on(incident, at=timezone.now())
    by_cause = {cause.value: minutes for cause, minutes in lost.by_cause}
    return {"reference": incident.reference, "minutes": lost.minutes, "by_cause": by_cause}
