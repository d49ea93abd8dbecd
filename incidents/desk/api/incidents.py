"""Incidents: found, read, declared."""

import uuid
from typing import Annotated, Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from incidents.command.actions.declare_incident import declare_incident
from incidents.command.classifying import Answers, Proposal, Real, Users, WayRound, YesNo, classify
from incidents.desk.api.asked import Level, Pages, Reason, Slug, the_services
from incidents.desk.api.keys import person
from incidents.desk.api.operations import acts, reads
from incidents.desk.api.shapes import IncidentList, IncidentShape
from incidents.desk.api.showing import incident_shape, incident_shapes
from incidents.record.models import Incident, Kind, State, Words, incident_for
from incidents.record.models.incident import IncidentQuerySet
from portal.programs.asked import Moment, Note, Title
from portal.web.paging import newest_first

router = Router(tags=["incidents"])
MOST_SERVICES = 50


class Which(Schema):
    """Which incidents; without any of these, all."""

    q: Note = ""
    state: State | None = None
    severity: Level | None = None
    kind: Kind | None = None
    service: Slug | None = None
    open: bool | None = None


class AnswersBody(Schema):
    """The plain questions of declaring; not sure counts as the worse."""

    users: Users = Users.UNSURE
    revenue: YesNo = YesNo.UNSURE
    data: YesNo = YesNo.UNSURE
    way_round: WayRound = WayRound.UNSURE
    real: Real = Real.UNSURE


class DeclareBody(Schema):
    """A severity, or the answers from which one is proposed, or both with the reason."""

    title: Title
    severity: Level | None = None
    answers: AnswersBody | None = None
    reason: Reason = ""
    services: Annotated[list[Slug], Field(max_length=MOST_SERVICES, default_factory=list)]
    started_at: Moment | None = None
    kind: Kind = Kind.INCIDENT
    private: bool = False


@reads(router, "/incidents", IncidentList)
def list_incidents(
    request: HttpRequest, pages: Query[Pages], which: Query[Which]
) -> dict[str, Any]:
    """The newest first. `q` finds words of the title and of the timeline."""
    found = _found(Incident.objects.visible_to(person(request)), which)
    page = newest_first(found, field="declared_at", after=pages.cursor, size=pages.limit)
    return {"incidents": incident_shapes(page.rows), "next_cursor": page.cursor or None}


@reads(router, "/incidents/{reference}", IncidentShape)
def read_incident(request: HttpRequest, reference: str) -> dict[str, Any]:
    return incident_shape(incident_for(person(request), reference))


@acts(
    router,
    "/incidents",
    IncidentShape,
    scope="declare",
    permission="record.declare_incident",
)
def declare(request: HttpRequest, body: DeclareBody) -> dict[str, Any]:
    """People are paged and first updates promised, as on the screen. With an Idempotency-Key a
    repeated request is the first incident."""
    at, services = timezone.now(), the_services(body.services)
    proposal = _proposal(body, critical=any(one.critical_path for one in services))
    level = body.severity
    if level is None:
        level = proposal.level if proposal else 0
    proposed = proposal is not None and proposal.level == level
    incident = declare_incident(
        title=body.title,
        level=level,
        key=f"api:{uuid.uuid4()}",
        kind=body.kind,
        services=services,
        started_at=min(body.started_at, at) if body.started_at else None,
        private=body.private,
        answers=body.answers.dict() if body.answers else None,
        proposed_level=proposal.level if proposal else None,
        reason=body.reason or (proposal.reason if proposal and proposed else ""),
        source="api",
        by=person(request),
        at=at,
    )
    return incident_shape(incident)


def _proposal(body: DeclareBody, *, critical: bool) -> Proposal | None:
    """What the answers mean; whoever names a severity and answers nothing overrules nobody."""
    if body.answers is None and body.severity is not None:
        return None
    given = body.answers or AnswersBody()
    return classify(Answers(**given.dict(), critical_path=critical))


def _found(rows: IncidentQuerySet, which: Which) -> IncidentQuerySet:
    if which.q.strip():
        words = Words.objects.matching(which.q)
        rows = rows.filter(Exists(words.filter(incident=OuterRef("pk"))))
    if which.state is not None:
        rows = rows.filter(state=which.state)
    if which.severity is not None:
        rows = rows.filter(level=which.severity)
    if which.kind is not None:
        rows = rows.filter(kind=which.kind)
    if which.service is not None:
        rows = rows.filter(services__slug=which.service)
    if which.open is not None:
        rows = rows.open() if which.open else rows.exclude(pk__in=Incident.objects.open())
    return rows
