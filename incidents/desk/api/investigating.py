"""Finding out: hypotheses, and what sources of truth say."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from incidents.desk.api.asked import LARGEST, Email, Reason, absent, the_person
from incidents.desk.api.keys import person
from incidents.desk.api.operations import DONE, acts, reads
from incidents.desk.api.shapes import PersonShape
from incidents.desk.api.showing import person_shape
from incidents.record.actions.add_evidence import add_evidence
from incidents.record.actions.add_hypothesis import add_hypothesis
from incidents.record.actions.judge_hypothesis import judge_hypothesis
from incidents.record.actions.record_signal import record_signal
from incidents.record.models import Hypothesis, Incident, Signal, incident_for
from incidents.record.models.hypothesis import HypothesisState, Side
from incidents.record.models.signal import Says, Source
from portal.programs.asked import Moment, Note

router = Router(tags=["investigation"])
ONE = "/incidents/{reference}"
HYPOTHESES, SIGNALS = ONE + "/hypotheses", ONE + "/signals"
RECORD, WORK = "record", "record.work_incident"
MOST_SHOWN = 200
Found = Annotated[Reason, Field(max_length=400)]


class HypothesisShape(Schema):
    hypothesis: int
    reference: str
    text: str
    state: HypothesisState
    reason: str
    speaks_for: int
    speaks_against: int
    added_at: datetime


class SignalShape(Schema):
    reference: str
    source: Source
    says: Says
    words: str
    observed_at: datetime
    lag_minutes: int
    by: PersonShape | None


class HypothesisBody(Schema):
    """With a tester or a time, the task of testing it is added too."""

    text: Found
    tester: Email | None = None
    test_by: Moment | None = None


class EvidenceBody(Schema):
    side: Side
    text: Found


class VerdictBody(Schema):
    state: HypothesisState
    reason: Found = ""


class SignalBody(Schema):
    source: Source
    says: Says
    words: Note = ""
    observed_at: Moment | None = None
    lag_minutes: Annotated[int, Field(ge=0, le=32_000)] = 0


@reads(router, HYPOTHESES, list[HypothesisShape])
def list_hypotheses(request: HttpRequest, reference: str) -> list[dict[str, Any]]:
    """The likelier first."""
    incident = incident_for(person(request), reference)
    rows = Hypothesis.objects.filter(incident=incident).with_evidence().likeliest_first()
    return [_hypothesis_shape(one, incident) for one in rows[:MOST_SHOWN]]


@acts(router, HYPOTHESES, HypothesisShape, scope=RECORD, permission=WORK)
def suppose(request: HttpRequest, reference: str, body: HypothesisBody) -> dict[str, Any]:
    incident = incident_for(person(request), reference)
    made = add_hypothesis(
        incident=incident,
        text=body.text,
        tester=the_person(body.tester, field="tester") if body.tester else None,
        test_by=body.test_by,
        by=person(request),
        at=timezone.now(),
    )
    return _hypothesis_shape(_the_hypothesis(incident, made.number), incident)


@acts(
    router,
    HYPOTHESES + "/{hypothesis}/evidence",
    HypothesisShape,
    scope=RECORD,
    permission=WORK,
)
def speak_to(
    request: HttpRequest, reference: str, hypothesis: int, body: EvidenceBody
) -> dict[str, Any]:
    """Write down what speaks for it, or against it."""
    incident = incident_for(person(request), reference)
    add_evidence(
        hypothesis=_the_hypothesis(incident, hypothesis),
        side=body.side,
        text=body.text,
        by=person(request),
        at=timezone.now(),
    )
    return _hypothesis_shape(_the_hypothesis(incident, hypothesis), incident)


@acts(
    router,
    HYPOTHESES + "/{hypothesis}/verdict",
    HypothesisShape,
    scope=RECORD,
    permission=WORK,
    status=DONE,
)
def judge(
    request: HttpRequest, reference: str, hypothesis: int, body: VerdictBody
) -> dict[str, Any]:
    incident = incident_for(person(request), reference)
    judge_hypothesis(
        hypothesis=_the_hypothesis(incident, hypothesis),
        state=body.state,
        reason=body.reason,
        by=person(request),
        at=timezone.now(),
    )
    return _hypothesis_shape(_the_hypothesis(incident, hypothesis), incident)


@reads(router, SIGNALS, list[SignalShape])
def list_signals(request: HttpRequest, reference: str) -> list[dict[str, Any]]:
    """What each source said, the newest first."""
    incident = incident_for(person(request), reference)
    rows = Signal.objects.filter(incident=incident).select_related("by").newest_first()
    return [_signal_shape(one, incident) for one in rows[:MOST_SHOWN]]


@acts(router, SIGNALS, SignalShape, scope=RECORD, permission=WORK)
def signal(request: HttpRequest, reference: str, body: SignalBody) -> dict[str, Any]:
    incident = incident_for(person(request), reference)
    made = record_signal(incident=incident, by=person(request), at=timezone.now(), **body.dict())
    return _signal_shape(made, incident)


def _the_hypothesis(incident: Incident, number: int) -> Any:
    rows = Hypothesis.objects.with_evidence().filter(incident=incident)
    found = rows.filter(number=min(max(number, 0), LARGEST)).first()
    if found is None:
        raise absent("hypothesis")
    return found


def _hypothesis_shape(hypothesis: Any, incident: Incident) -> dict[str, Any]:
    return {
        "hypothesis": hypothesis.number,
        "reference": incident.reference,
        "speaks_for": hypothesis.for_it,
        "speaks_against": hypothesis.against_it,
        **{name: getattr(hypothesis, name) for name in ("text", "state", "reason", "added_at")},
    }


def _signal_shape(signal: Signal, incident: Incident) -> dict[str, Any]:
    same = ("source", "says", "words", "observed_at", "lag_minutes")
    return {
        "reference": incident.reference,
        "by": person_shape(signal.by),
        **{name: getattr(signal, name) for name in same},
    }
