"""What a program must know to name things: itself, services, components, people, audiences."""

from typing import Annotated, Any, Literal

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from incidents import publishing
from incidents.catalog.models import Service, Severity
from incidents.comms.models import Audience
from incidents.desk.api.asked import MOST_ROWS, Slug, absent
from incidents.desk.api.keys import person, token_in
from incidents.desk.api.operations import DONE, acts, reads
from incidents.desk.api.shapes import (
    AudienceShape,
    ComponentShape,
    PersonShape,
    ServiceShape,
    SeverityShape,
    TokenShape,
)
from incidents.desk.api.showing import person_shape
from portal.people.models import User
from portal.programs.asked import Identifier, Note

router = Router(tags=["names"])
PUBLISH = "statuspage.publish_notice"


class Sought(Schema):
    """Of the name or the address."""

    q: Note = ""
    limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 50


class ComponentBody(Schema):
    status: Literal["operational", "degraded_performance", "partial_outage", "major_outage"]


@reads(router, "/me", TokenShape, scope="", permission="")
def who_am_i(request: HttpRequest) -> dict[str, Any]:
    """The token: its scopes and its owner."""
    token = token_in(request)
    return {
        "name": token.name,
        "scopes": token.scopes,
        "owner": person_shape(token.owner),
        "expires_at": token.expires_at,
    }


@reads(router, "/people", list[PersonShape])
def list_people(request: HttpRequest, sought: Query[Sought]) -> list[Any]:
    """Who works here, by name."""
    words = Q(name__icontains=sought.q) | Q(email__icontains=sought.q)
    rows = User.objects.active().filter(words).named()
    return [person_shape(one) for one in rows[: sought.limit]]


@reads(router, "/services", list[ServiceShape])
def list_services(request: HttpRequest) -> list[dict[str, Any]]:
    return [_service_shape(one) for one in Service.objects.named().select_related("team")]


@reads(router, "/services/{slug}", ServiceShape)
def read_service(request: HttpRequest, slug: Slug) -> dict[str, Any]:
    found = Service.objects.filter(slug=slug).select_related("team").first()
    if found is None:
        raise absent("service")
    return _service_shape(found)


@reads(router, "/audiences", list[AudienceShape])
def list_audiences(request: HttpRequest) -> list[dict[str, Any]]:
    """Whom updates are sent to."""
    rows = Audience.objects.in_order()
    return [{"slug": one.slug, "name": one.name, "public": one.public} for one in rows]


@reads(router, "/severities", list[SeverityShape])
def list_severities(request: HttpRequest) -> list[dict[str, Any]]:
    """The scale, the worst first."""
    return [
        {
            "level": one.level,
            "severity": one.label,
            "name": one.name,
            "definition": one.definition,
            "examples": one.examples,
            "acknowledge_minutes": one.acknowledge_minutes,
            "first_update_minutes": one.first_update_minutes,
        }
        for one in Severity.objects.worst_first()
    ]


@reads(router, "/components", list[ComponentShape])
def list_components(request: HttpRequest) -> list[dict[str, Any]]:
    """What customers see on the status page."""
    return [_component_shape(one) for one in publishing.components()]


@acts(
    router,
    "/components/{component_id}/status",
    ComponentShape,
    scope="communicate",
    permission=PUBLISH,
    status=DONE,
)
def set_component(
    request: HttpRequest, component_id: Identifier, body: ComponentBody
) -> dict[str, Any]:
    """Its state, from now. Where an incident speaks of the component, write an update there."""
    if component_id not in {one.public_id for one in publishing.components()}:
        raise absent("component")
    publishing.set_component(
        public_id=component_id, status=body.status, by=person(request), at=timezone.now()
    )
    return next(
        _component_shape(one) for one in publishing.components() if one.public_id == component_id
    )


def _component_shape(value: publishing.ComponentValue) -> dict[str, Any]:
    return {
        "id": value.public_id,
        "name": value.name,
        "group": value.group,
        "status": value.status,
    }


def _service_shape(service: Service) -> dict[str, Any]:
    return {
        "slug": service.slug,
        "name": service.name,
        "description": service.description,
        "team": service.team.name,
        "tier": service.tier,
        "critical_path": service.critical_path,
        "dashboard_url": service.dashboard_url,
        "runbook_url": service.runbook_url,
        "components": service.components,
    }
