"""What was said already, said better."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from portal.programs.asked import Text
from statuspage.actions.edit_update import edit_update
from statuspage.manage_api.finding import checked, the_notice, the_page
from statuspage.manage_api.keys import name_of
from statuspage.manage_api.refusals import NotThere
from statuspage.manage_api.shapes import REFUSALS, UpdateShape
from statuspage.manage_api.told import notice_shape

router = Router(tags=["incident updates"])
BY_PROGRAM = "Edited by the manage API."


class UpdateFields(Schema):
    body: Text | None = None


class UpdateBody(Schema):
    incident_update: UpdateFields


@router.api_operation(
    ["PATCH", "PUT"],
    "/pages/{page_id}/incidents/{incident_id}/incident_updates/{incident_update_id}",
    response={200: UpdateShape, **REFUSALS},
)
@transaction.atomic
def change_update(
    request: HttpRequest,
    page_id: str,
    incident_id: str,
    incident_update_id: str,
    body: UpdateBody,
) -> dict[str, Any]:
    """Other words in place of those an update had, which are kept beside it. Nobody is told."""
    notice = the_notice(page_id, incident_id)
    wanted = checked(incident_update_id, "incident update")
    update = notice.updates.filter(public_id=wanted).first()
    if update is None:
        raise NotThere("incident update")
    said = body.incident_update.body
    if said is not None and said.strip() != update.body:
        edit_update(
            public_id=wanted,
            texts={"status_text": said, "impact_text": "", "action_text": ""},
            reason=BY_PROGRAM,
            by_name=name_of(request),
            at=timezone.now(),
        )
    shown = notice_shape(the_page(page_id), notice)["incident_updates"]
    return next(one for one in shown if one["id"] == wanted)
