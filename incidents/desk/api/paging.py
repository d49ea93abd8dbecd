"""Calling people, answering, and who is on call."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from incidents.desk.api.asked import LARGEST, Email, Short, absent, the_person
from incidents.desk.api.keys import person
from incidents.desk.api.operations import DONE, acts, reads
from incidents.desk.api.shapes import PageShape
from incidents.desk.api.showing import page_shape
from incidents.oncall.actions.acknowledge_page import acknowledge_page
from incidents.oncall.actions.decline_page import decline_page
from incidents.oncall.actions.escalate_now import escalate_now
from incidents.oncall.actions.page_person import page_person
from incidents.oncall.actions.say_still_on_it import say_still_on_it
from incidents.oncall.models import DeclineReason, Page
from incidents.record.models import incident_for

router = Router(tags=["paging"])
ONE = "/incidents/{reference}/pages"
ESCALATIONS = "/incidents/{reference}/escalations"
SCOPE, MOST_SHOWN = "page", 200


class PageBody(Schema):
    person: Email
    reason: Annotated[Short, Field(min_length=1)]


class AnswerBody(Schema):
    answer: Literal["acknowledge", "decline", "still_on_it"]
    because: DeclineReason | None = None


@reads(router, ONE, list[PageShape])
def list_pages(request: HttpRequest, reference: str) -> list[dict[str, Any]]:
    """Who was called for an incident, the first first."""
    incident = incident_for(person(request), reference)
    rows = Page.objects.filter(incident=incident).select_related("person").in_order()
    return [page_shape(one, incident) for one in rows[:MOST_SHOWN]]


@acts(router, ONE, PageShape, scope=SCOPE, permission="oncall.page_people")
def page(request: HttpRequest, reference: str, body: PageBody) -> dict[str, Any]:
    """Call somebody; who has yet to answer is not called again."""
    incident = incident_for(person(request), reference)
    made = page_person(
        incident=incident,
        person=the_person(body.person),
        reason=body.reason,
        by=person(request),
        at=timezone.now(),
    )
    return page_shape(made, incident)


@reads(router, "/pages", list[PageShape])
def list_own_pages(request: HttpRequest) -> list[dict[str, Any]]:
    """The pages that want a word of the token's owner: to come, though late, or still on it."""
    rows = Page.objects.asking().for_person(person(request)).select_related("incident", "person")
    return [page_shape(one, one.incident) for one in rows.in_order()[:MOST_SHOWN]]


@acts(
    router,
    "/pages/{page_id}/answer",
    PageShape,
    scope=SCOPE,
    permission="record.view_incidents",
    status=DONE,
)
def answer(request: HttpRequest, page_id: int, body: AnswerBody) -> dict[str, Any]:
    """Only the person who was paged answers."""
    own = Page.objects.for_person(person(request)).select_related("incident", "person")
    found = own.filter(pk=page_id).first() if 0 <= page_id <= LARGEST else None
    if found is None:
        raise absent("page")
    said: dict[str, Any] = {"page": found, "by": found.person, "at": timezone.now(), "via": "api"}
    if body.answer == "decline":
        answered = decline_page(**said, because=body.because or "")
    elif body.answer == "still_on_it":
        answered = say_still_on_it(**said)
    else:
        answered = acknowledge_page(**said)
    return page_shape(answered, found.incident)


@acts(router, ESCALATIONS, list[PageShape], scope=SCOPE, permission="oncall.page_people")
def escalate(request: HttpRequest, reference: str) -> list[dict[str, Any]]:
    """Go to the next rung of the ladder without waiting; who was paged by it."""
    incident = incident_for(person(request), reference)
    pages = escalate_now(incident=incident, by=person(request), at=timezone.now())
    return [page_shape(one, incident) for one in pages]
