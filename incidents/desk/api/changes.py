"""What was changed in production, and what an incident thinks of it."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import AfterValidator, Field, StringConstraints

from incidents.command.changes import changes_around
from incidents.desk.api.asked import LARGEST, Pages, Short, Slug, absent, the_services
from incidents.desk.api.keys import person
from incidents.desk.api.operations import DONE, acts, reads
from incidents.record.actions.judge_change import judge_change
from incidents.record.actions.record_change import record_change
from incidents.record.models import Incident, incident_for
from incidents.record.models.change import Change, ChangeKind, ChangeState, Verdict
from portal.programs.asked import Identifier, Moment, Name, Note, Title, storable
from portal.web.paging import newest_first

router = Router(tags=["changes"])
LIST, OF_INCIDENT = "/changes", "/incidents/{reference}/changes"
SCOPE, WORK = "changes", "record.work_incident"
WebAddress = Annotated[
    str,
    StringConstraints(max_length=1_000, pattern=r"^(https?://[^\s]+)?$"),
    AfterValidator(storable),
]


class ChangeShape(Schema):
    id: int
    title: str
    kind: ChangeKind
    service: str | None
    vendor: str
    version: str
    url: str
    by: str
    environment: str
    source: str
    external_id: str
    state: ChangeState
    happened_at: datetime
    ended_at: datetime | None


class ChangeList(Schema):
    changes: list[ChangeShape]
    next_cursor: str | None


class RankedShape(ChangeShape):
    reference: str
    likelihood: str
    why: str
    verdict: Verdict | None


class ChangeBody(Schema):
    """`external_id` is the change's own id at its `source`: told again it is the same change,
    whose end is noted once."""

    title: Title
    source: Name = "api"
    external_id: Short = ""
    kind: ChangeKind = ChangeKind.DEPLOYMENT
    service: Slug | None = None
    vendor: Annotated[Note, Field(max_length=80)] = ""
    version: Annotated[Note, Field(max_length=120)] = ""
    url: WebAddress = ""
    by: Annotated[Note, Field(max_length=160)] = ""
    environment: Identifier = "production"
    state: ChangeState = ChangeState.FINISHED
    happened_at: Moment | None = None
    ended_at: Moment | None = None


class JudgementBody(Schema):
    change: Annotated[int, Field(ge=1, le=LARGEST)]
    verdict: Verdict
    note: Note = ""


@reads(router, LIST, ChangeList)
def list_changes(request: HttpRequest, pages: Query[Pages]) -> dict[str, Any]:
    """The newest first; those typed into a private incident stay in it."""
    found = Change.objects.open_to_all().select_related("service")
    page = newest_first(found, field="happened_at", after=pages.cursor, size=pages.limit)
    return {
        "changes": [_change_shape(one) for one in page.rows],
        "next_cursor": page.cursor or None,
    }


@acts(router, LIST, ChangeShape, scope=SCOPE, permission=WORK)
def tell_change(request: HttpRequest, body: ChangeBody) -> dict[str, Any]:
    """Rooms of open incidents of its service are told."""
    return _change_shape(_recorded(request, body, None))


@reads(router, OF_INCIDENT, list[RankedShape])
def rank_changes(request: HttpRequest, reference: str) -> list[dict[str, Any]]:
    """Those near the beginning of the trouble, the likelier first, and why."""
    incident = incident_for(person(request), reference)
    return [
        {
            **_change_shape(one.change),
            "reference": incident.reference,
            "likelihood": one.likelihood,
            "why": one.why,
            "verdict": one.verdict.verdict if one.verdict else None,
        }
        for one in changes_around(incident, at=timezone.now())
    ]


@acts(router, OF_INCIDENT, ChangeShape, scope=SCOPE, permission=WORK)
def tell_change_here(request: HttpRequest, reference: str, body: ChangeBody) -> dict[str, Any]:
    """A change that somebody remembers while working in an incident."""
    return _change_shape(_recorded(request, body, incident_for(person(request), reference)))


@acts(
    router,
    OF_INCIDENT + "/verdicts",
    ChangeShape,
    scope=SCOPE,
    permission=WORK,
    status=DONE,
)
def judge_one(request: HttpRequest, reference: str, body: JudgementBody) -> dict[str, Any]:
    """Suspect, cleared or cause."""
    incident = incident_for(person(request), reference)
    change = Change.objects.seen_from(incident).filter(pk=body.change).first()
    if change is None:
        raise absent("change")
    judge_change(
        incident=incident,
        change=change,
        verdict=body.verdict,
        note=body.note,
        by=person(request),
        at=timezone.now(),
    )
    return _change_shape(change)


def _recorded(request: HttpRequest, body: ChangeBody, incident: Incident | None) -> Change:
    at = timezone.now()
    return record_change(
        title=body.title,
        source=body.source[:40],
        external_id=body.external_id,
        kind=body.kind,
        service=the_services([body.service])[0] if body.service else None,
        vendor=body.vendor,
        version=body.version,
        url=body.url,
        by_name=body.by,
        environment=body.environment,
        state=body.state,
        happened_at=body.happened_at or at,
        ended_at=body.ended_at,
        incident=incident,
        by=person(request),
        at=at,
    )


def _change_shape(change: Change) -> dict[str, Any]:
    same = (
        "title", "kind", "vendor", "version", "url", "environment", "source", "external_id",
        "state", "happened_at", "ended_at",
    )  # fmt: skip
    return {
        "id": change.pk,
        "service": change.service.slug if change.service else None,
        "by": change.by_name,
        **{name: getattr(change, name) for name in same},
    }
