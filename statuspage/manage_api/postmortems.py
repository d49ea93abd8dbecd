"""The report on an incident that customers read."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from portal.programs.asked import Text
from statuspage.actions.draft_report import draft_report
from statuspage.actions.publish_report import publish_report
from statuspage.manage_api.finding import the_notice
from statuspage.manage_api.keys import name_of
from statuspage.manage_api.shapes import REFUSALS, PostmortemShape
from statuspage.models import Notice
from statuspage.snapshot.api import timestamp

router = Router(tags=["postmortems"])
ONE = "/pages/{page_id}/incidents/{incident_id}/postmortem"


class PostmortemFields(Schema):
    body_draft: Text


class PostmortemBody(Schema):
    postmortem: PostmortemFields


class PublicationFields(Schema):
    notify_subscribers: bool = False


class PublicationBody(Schema):
    postmortem: PublicationFields = PublicationFields()


@router.get(ONE, response={200: PostmortemShape, **REFUSALS})
def get_postmortem(request: HttpRequest, page_id: str, incident_id: str) -> dict[str, Any]:
    return _shape(the_notice(page_id, incident_id))


@router.put(ONE, response={200: PostmortemShape, **REFUSALS})
@transaction.atomic
def write_postmortem(
    request: HttpRequest, page_id: str, incident_id: str, body: PostmortemBody
) -> dict[str, Any]:
    """A draft, until it is published; what is published already is replaced at once."""
    notice = the_notice(page_id, incident_id)
    draft_report(
        public_id=notice.public_id,
        text=body.postmortem.body_draft,
        by_name=name_of(request),
        at=timezone.now(),
    )
    return _shape(the_notice(page_id, incident_id))


@router.put(ONE + "/publish", response={200: PostmortemShape, **REFUSALS})
@transaction.atomic
def publish_postmortem(
    request: HttpRequest,
    page_id: str,
    incident_id: str,
    body: PublicationBody = PublicationBody(),  # noqa: B008
) -> dict[str, Any]:
    notice = the_notice(page_id, incident_id)
    publish_report(
        public_id=notice.public_id,
        text=notice.report,
        by_name=name_of(request),
        at=timezone.now(),
        tell=body.postmortem.notify_subscribers,
    )
    return _shape(the_notice(page_id, incident_id))


def _shape(notice: Notice) -> dict[str, Any]:
    published = notice.report_published_at is not None
    changed = timestamp(notice.updated_at) if notice.report else None
    return {
        "preview_key": None,
        "body": notice.report if published else None,
        "body_updated_at": changed if published else None,
        "body_draft": notice.report or None,
        "body_draft_updated_at": changed,
        "published_at": timestamp(notice.report_published_at),
        "notify_subscribers": notice.updates.filter(status="postmortem", tell=True).exists(),
        "notify_twitter": False,
        "custom_tweet": None,
        "created_at": changed,
        "updated_at": changed,
    }
