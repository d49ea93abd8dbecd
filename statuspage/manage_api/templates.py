"""Words prepared for the next time."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status

from portal.programs.asked import Identifier, Name, Text, Title
from statuspage.actions.define_template import define_template
from statuspage.manage_api.asked import Pages, given
from statuspage.manage_api.components import component_shape
from statuspage.manage_api.finding import components_named, the_page
from statuspage.manage_api.keys import person
from statuspage.manage_api.shapes import REFUSALS, TemplateShape
from statuspage.models import Component, NoticeStatus, NoticeTemplate, Page

router = Router(tags=["incident templates"])
LIST = "/pages/{page_id}/incident_templates"


class TemplateFields(Schema):
    name: Name
    title: Title
    body: Text
    update_status: NoticeStatus | None = None
    should_send_notifications: bool | None = None
    component_ids: list[Identifier] | None = None


class TemplateBody(Schema):
    template: TemplateFields


@router.get(LIST, response={200: list[TemplateShape], **REFUSALS})
def list_templates(request: HttpRequest, page_id: str, pages: Query[Pages]) -> list[dict[str, Any]]:
    page = the_page(page_id)
    return [_shape(page, one) for one in pages.of(NoticeTemplate.objects.order_by("name", "pk"))]


@router.post(LIST, response={201: TemplateShape, **REFUSALS})
@transaction.atomic
def create_template(request: HttpRequest, page_id: str, body: TemplateBody) -> Any:
    page, fields = the_page(page_id), body.template
    facts = given(
        fields,
        name="name",
        title="title",
        body="text",
        update_status="status",
        should_send_notifications="tell",
    )
    template = define_template(
        template=None,
        facts=facts,
        components=components_named(fields.component_ids or []),
        by=person(request),
        at=timezone.now(),
    )
    return Status(201, _shape(page, template))


def _shape(page: Page, template: NoticeTemplate) -> dict[str, Any]:
    named = Component.objects.public().in_order().filter(pk__in=template.components.all())
    return {
        "id": template.public_id,
        "components": [component_shape(page, one) for one in named],
        "name": template.name,
        "title": template.title,
        "body": template.text,
        "group_id": None,
        "update_status": template.status,
        "should_tweet": False,
        "should_send_notifications": template.tell,
    }
