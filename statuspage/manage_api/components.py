"""Pages, components and their groups."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status

from portal.people.models import User
from portal.programs.asked import Identifier, Name, Note
from statuspage.actions.define_component import define_component
from statuspage.actions.remove_component import remove_component
from statuspage.actions.set_component_status import set_component_status
from statuspage.manage_api.asked import Pages, given
from statuspage.manage_api.finding import the_component, the_group, the_page
from statuspage.manage_api.keys import person
from statuspage.manage_api.refusals import unusable
from statuspage.manage_api.shapes import REFUSALS, ComponentShape, PageShape
from statuspage.models import Component, ComponentGroup, ComponentStatus, Page
from statuspage.models.component import RANK
from statuspage.snapshot.api import component_json, timestamp

router = Router(tags=["pages and components"])
LIST = "/pages/{page_id}/components"
ONE = LIST + "/{component_id}"


class ComponentFields(Schema):
    name: Name | None = None
    description: Note | None = None
    status: ComponentStatus | None = None
    group_id: Identifier | None = None
    showcase: bool | None = None
    only_show_if_degraded: bool | None = None
    start_date: date | None = None


class ComponentBody(Schema):
    component: ComponentFields


@router.get("/pages", response={200: list[PageShape], **REFUSALS})
def list_pages(request: HttpRequest) -> list[dict[str, Any]]:
    return [page_shape(Page.objects.the_page())]


@router.get("/pages/{page_id}", response={200: PageShape, **REFUSALS})
def get_page(request: HttpRequest, page_id: str) -> dict[str, Any]:
    return page_shape(the_page(page_id))


def page_shape(page: Page) -> dict[str, Any]:
    return {
        "id": page.public_id,
        "created_at": timestamp(page.created_at),
        "updated_at": timestamp(page.updated_at),
        "name": page.name,
        "page_description": page.description or None,
        "domain": urlsplit(settings.SITE_URL).hostname,
        "url": settings.SITE_URL,
        "support_url": page.support_url or None,
        "time_zone": page.time_zone,
    }


@router.get(LIST, response={200: list[ComponentShape], **REFUSALS})
def list_components(
    request: HttpRequest, page_id: str, pages: Query[Pages]
) -> list[dict[str, Any]]:
    """Groups stand among them, each before its first component, as in the public JSON."""
    page = the_page(page_id)
    shown: list[dict[str, Any]] = []
    groups: set[int] = set()
    rows = list(Component.objects.public().in_order())
    for row in rows:
        if row.group is not None and row.group.pk not in groups:
            groups.add(row.group.pk)
            members = [one for one in rows if one.group_id == row.group_id]
            shown.append(_container(page, row.group, members))
        shown.append(component_shape(page, row))
    return pages.of(shown)


@router.post(LIST, response={201: ComponentShape, **REFUSALS})
@transaction.atomic
def create_component(request: HttpRequest, page_id: str, body: ComponentBody) -> Any:
    page = the_page(page_id)
    if body.component.name is None:
        raise unusable("Name can't be blank")
    component = define_component(
        component=None,
        facts={"position": _last(), **_facts(page, body.component)},
        by=person(request),
        at=timezone.now(),
    )
    _say_status(component, body.component.status, by=person(request))
    return Status(201, component_shape(page, component))


@router.get(ONE, response={200: ComponentShape, **REFUSALS})
def get_component(request: HttpRequest, page_id: str, component_id: str) -> dict[str, Any]:
    component = the_component(page_id, component_id)
    return component_shape(the_page(page_id), component)


@router.api_operation(
    ["PATCH", "PUT"],
    ONE,
    response={200: ComponentShape, **REFUSALS},
)
@transaction.atomic
def update_component(
    request: HttpRequest, page_id: str, component_id: str, body: ComponentBody
) -> dict[str, Any]:
    """A status that changes is history, from now."""
    page, component = the_page(page_id), the_component(page_id, component_id)
    define_component(
        component=component,
        facts=_facts(page, body.component),
        by=person(request),
        at=timezone.now(),
    )
    _say_status(component, body.component.status, by=person(request))
    return component_shape(page, component)


@router.delete(ONE, response={204: None, **REFUSALS})
def delete_component(request: HttpRequest, page_id: str, component_id: str) -> Any:
    component = the_component(page_id, component_id)
    remove_component(component=component, by=person(request), at=timezone.now())
    return Status(204, None)


def component_shape(page: Page, component: Component) -> dict[str, Any]:
    return {**component_json(page.public_id, component), "automation_email": None}


def _container(page: Page, group: ComponentGroup, members: list[Component]) -> dict[str, Any]:
    worst = max(members, key=lambda one: RANK[str(one.status)])
    return {
        **component_shape(page, worst),
        "id": group.public_id,
        "group_id": None,
        "group": True,
        "name": group.name,
        "description": None,
        "position": group.position,
        "created_at": timestamp(group.created_at),
        "updated_at": timestamp(group.updated_at),
        "showcase": False,
        "only_show_if_degraded": False,
        "start_date": None,
    }


def _facts(page: Page, fields: ComponentFields) -> dict[str, Any]:
    facts = given(
        fields,
        name="name",
        description="description",
        showcase="showcase",
        only_show_if_degraded="only_show_if_degraded",
        start_date="start_date",
    )
    if "group_id" in fields.model_fields_set:
        named = fields.group_id
        facts["group"] = the_group(page.public_id, named) if named else None
    return facts


def _say_status(component: Component, status: str | None, *, by: User) -> None:
    if status is not None:
        set_component_status(
            component=component,
            status=status,
            by_name=by.get_full_name(),
            at=timezone.now(),
            source="api",
        )
        component.refresh_from_db(fields=["status", "updated_at"])


def _last() -> int:
    return Component.objects.filter(group=None).count() + 1
