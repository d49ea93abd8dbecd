"""Groups of components."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status

from portal.programs.asked import Identifier, Name
from statuspage.actions.define_group import define_group
from statuspage.actions.remove_group import remove_group
from statuspage.manage_api.asked import Pages
from statuspage.manage_api.finding import components_named, the_group, the_page
from statuspage.manage_api.keys import person
from statuspage.manage_api.refusals import unusable
from statuspage.manage_api.shapes import REFUSALS, GroupShape
from statuspage.models import Component, ComponentGroup
from statuspage.snapshot.api import timestamp

router = Router(tags=["component groups"])
LIST = "/pages/{page_id}/component-groups"
ONE = LIST + "/{group_id}"


class GroupFields(Schema):
    name: Name | None = None
    components: list[Identifier] | None = None


class GroupBody(Schema):
    component_group: GroupFields


@router.get(LIST, response={200: list[GroupShape], **REFUSALS})
def list_groups(request: HttpRequest, page_id: str, pages: Query[Pages]) -> list[dict[str, Any]]:
    the_page(page_id)
    groups = pages.of(ComponentGroup.objects.order_by("position", "pk"))
    return [_shape(page_id, one) for one in groups]


@router.post(LIST, response={201: GroupShape, **REFUSALS})
@transaction.atomic
def create_group(request: HttpRequest, page_id: str, body: GroupBody) -> Any:
    the_page(page_id)
    fields = body.component_group
    if fields.name is None or not fields.components:
        raise unusable("A group has a name and at least one component.")
    group = define_group(
        group=None,
        name=fields.name,
        components=components_named(fields.components),
        by=person(request),
        at=timezone.now(),
    )
    return Status(201, _shape(page_id, group))


@router.get(ONE, response={200: GroupShape, **REFUSALS})
def get_group(request: HttpRequest, page_id: str, group_id: str) -> dict[str, Any]:
    return _shape(page_id, the_group(page_id, group_id))


@router.api_operation(["PATCH", "PUT"], ONE, response={200: GroupShape, **REFUSALS})
@transaction.atomic
def update_group(
    request: HttpRequest, page_id: str, group_id: str, body: GroupBody
) -> dict[str, Any]:
    group, fields = the_group(page_id, group_id), body.component_group
    members = None if fields.components is None else components_named(fields.components)
    group = define_group(
        group=group,
        name=fields.name or group.name,
        components=members,
        by=person(request),
        at=timezone.now(),
    )
    return _shape(page_id, group)


@router.delete(ONE, response={200: GroupShape, **REFUSALS})
@transaction.atomic
def delete_group(request: HttpRequest, page_id: str, group_id: str) -> dict[str, Any]:
    group = the_group(page_id, group_id)
    shown = _shape(page_id, group)
    remove_group(group=group, by=person(request), at=timezone.now())
    return shown


def _shape(page_id: str, group: ComponentGroup) -> dict[str, Any]:
    members = Component.objects.public().filter(group=group).order_by("position", "pk")
    return {
        "id": group.public_id,
        "page_id": page_id,
        "name": group.name,
        "description": None,
        "components": [one.public_id for one in members],
        "position": group.position,
        "created_at": timestamp(group.created_at),
        "updated_at": timestamp(group.updated_at),
    }
