"""Incidents, planned maintenance, and what is entered after the fact."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Status

from statuspage.actions.retract_notice import retract_notice
from statuspage.manage_api.asked import Pages, Search
from statuspage.manage_api.fields import IncidentBody
from statuspage.manage_api.finding import the_notice, the_page
from statuspage.manage_api.keys import name_of, person
from statuspage.manage_api.said import begin, go_on
from statuspage.manage_api.shapes import REFUSALS, IncidentShape
from statuspage.manage_api.told import notice_shape, notice_shapes
from statuspage.models import Notice, NoticeKind, NoticeStatus
from statuspage.models.notice import ENDED, UNDER_WAY

router = Router(tags=["incidents"])
LIST = "/pages/{page_id}/incidents"
ONE = LIST + "/{incident_id}"
BY_PROGRAM = "By the manage API."
LISTS = {
    "unresolved": Q(kind=NoticeKind.INCIDENT) & ~Q(status__in=ENDED),
    "scheduled": Q(kind=NoticeKind.MAINTENANCE),
    "upcoming": Q(status=NoticeStatus.SCHEDULED),
    "active_maintenance": Q(status__in=UNDER_WAY),
}


@router.get(LIST, response={200: list[IncidentShape], **REFUSALS})
def list_incidents(
    request: HttpRequest, page_id: str, pages: Query[Pages], sought: Query[Search]
) -> list[dict[str, Any]]:
    return _listed(page_id, Q(title__icontains=sought.q), pages)


@router.get(LIST + "/unresolved", response={200: list[IncidentShape], **REFUSALS})
def list_unresolved(
    request: HttpRequest, page_id: str, pages: Query[Pages]
) -> list[dict[str, Any]]:
    return _listed(page_id, LISTS["unresolved"], pages)


@router.get(LIST + "/scheduled", response={200: list[IncidentShape], **REFUSALS})
def list_scheduled(request: HttpRequest, page_id: str, pages: Query[Pages]) -> list[dict[str, Any]]:
    return _listed(page_id, LISTS["scheduled"], pages)


@router.get(LIST + "/upcoming", response={200: list[IncidentShape], **REFUSALS})
def list_upcoming(request: HttpRequest, page_id: str, pages: Query[Pages]) -> list[dict[str, Any]]:
    return _listed(page_id, LISTS["upcoming"], pages)


@router.get(LIST + "/active_maintenance", response={200: list[IncidentShape], **REFUSALS})
def list_active(request: HttpRequest, page_id: str, pages: Query[Pages]) -> list[dict[str, Any]]:
    return _listed(page_id, LISTS["active_maintenance"], pages)


def _listed(page_id: str, which: Q, pages: Pages) -> list[dict[str, Any]]:
    page = the_page(page_id)
    return notice_shapes(page, pages.of(Notice.objects.public().filter(which).newest_first()))


@router.post(LIST, response={201: IncidentShape, **REFUSALS})
@transaction.atomic
def create_incident(request: HttpRequest, page_id: str, body: IncidentBody) -> Any:
    """With `scheduled_for` it is planned maintenance; with `backfilled` or `backfill_date` it
    goes into the history and tells nobody; otherwise it is told as it happens."""
    page = the_page(page_id)
    notice = begin(body.incident, by=person(request), at=timezone.now())
    return Status(201, notice_shape(page, notice))


@router.get(ONE, response={200: IncidentShape, **REFUSALS})
def get_incident(request: HttpRequest, page_id: str, incident_id: str) -> dict[str, Any]:
    notice = the_notice(page_id, incident_id)
    return notice_shape(the_page(page_id), notice)


@router.api_operation(["PATCH", "PUT"], ONE, response={200: IncidentShape, **REFUSALS})
@transaction.atomic
def update_incident(
    request: HttpRequest, page_id: str, incident_id: str, body: IncidentBody
) -> dict[str, Any]:
    """A status or a body is a new update, which subscribers are told of unless
    `deliver_notifications` is false."""
    notice = the_notice(page_id, incident_id)
    go_on(notice, body.incident, by=person(request), at=timezone.now())
    return notice_shape(the_page(page_id), the_notice(page_id, incident_id))


@router.delete(ONE, response={200: IncidentShape, **REFUSALS})
@transaction.atomic
def delete_incident(request: HttpRequest, page_id: str, incident_id: str) -> dict[str, Any]:
    """It is retracted: gone from everything public, for good."""
    notice = the_notice(page_id, incident_id)
    shown = notice_shape(the_page(page_id), notice)
    retract_notice(
        public_id=notice.public_id,
        reason=BY_PROGRAM,
        by_name=name_of(request),
        at=timezone.now(),
    )
    return shown
