"""What an incident touches and belongs to: services, and other incidents."""

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from incidents.command.actions.name_services import name_services
from incidents.desk.api.asked import LARGEST, Slug, absent, missing, the_services
from incidents.desk.api.keys import person
from incidents.desk.api.operations import DONE, acts, reads
from incidents.desk.api.shapes import IncidentShape
from incidents.desk.api.showing import incident_shape
from incidents.record.actions.link_incidents import link_incidents
from incidents.record.actions.unlink_incidents import unlink_incidents
from incidents.record.models import Incident, incident_for
from incidents.record.models.link import IncidentLink, LinkKind
from portal.people.models import User
from portal.programs.asked import Identifier

router = Router(tags=["services and links"])
ONE = "/incidents/{reference}"
LINKS = ONE + "/links"
RECORD, WORK = "record", "record.work_incident"


class LinkShape(Schema):
    link: int
    kind: LinkKind
    seen_as: str
    incident: str
    title: str
    added_at: datetime


class LinkBody(Schema):
    """This one is `related` to the other, a `duplicate` of it, or a part (`child`) of it."""

    other: Identifier
    kind: LinkKind = LinkKind.RELATED


class ServicesBody(Schema):
    services: Annotated[list[Slug], Field(max_length=50)]


@acts(router, ONE + "/services", IncidentShape, scope=RECORD, permission=WORK, status=DONE)
def name_what_it_touches(
    request: HttpRequest, reference: str, body: ServicesBody
) -> dict[str, Any]:
    """All the services it touches, in place of those named before."""
    incident = incident_for(person(request), reference)
    name_services(
        incident=incident,
        services=the_services(body.services),
        by=person(request),
        at=timezone.now(),
    )
    return incident_shape(incident)


@reads(router, LINKS, list[LinkShape])
def list_links(request: HttpRequest, reference: str) -> list[dict[str, Any]]:
    """Those of which both ends may be seen."""
    return _links(incident_for(person(request), reference), person(request))


@acts(router, LINKS, list[LinkShape], scope=RECORD, permission=WORK)
def link(request: HttpRequest, reference: str, body: LinkBody) -> list[dict[str, Any]]:
    by = person(request)
    incident = incident_for(by, reference)
    try:
        other = incident_for(by, body.other)
    except Http404:
        raise missing("other", f"There is no incident {body.other}, or not for you.") from None
    link_incidents(incident=incident, other=other, kind=body.kind, by=by, at=timezone.now())
    return _links(incident, by)


@acts(
    router,
    LINKS + "/{link}/removal",
    list[LinkShape],
    scope=RECORD,
    permission=WORK,
    status=DONE,
)
def unlink(request: HttpRequest, reference: str, link: int) -> list[dict[str, Any]]:
    by = person(request)
    incident = incident_for(by, reference)
    seen = IncidentLink.objects.of(incident).visible_to(by)
    found = seen.filter(pk=min(max(link, 0), LARGEST)).first()
    if found is None:
        raise absent("link")
    unlink_incidents(link=found, by=by, at=timezone.now())
    return _links(incident, by)


def _links(incident: Incident, by: User) -> list[dict[str, Any]]:
    rows = IncidentLink.objects.of(incident).visible_to(by).order_by("pk")
    return [_link_shape(one, incident) for one in rows.select_related("incident", "other")]


def _link_shape(link: IncidentLink, incident: Incident) -> dict[str, Any]:
    seen_as, other = link.seen_from(incident)
    return {
        "link": link.pk,
        "kind": link.kind,
        "seen_as": seen_as,
        "incident": other.reference,
        "title": other.title,
        "added_at": link.added_at,
    }
