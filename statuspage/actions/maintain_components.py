"""Bring components to what planned work makes of them."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from statuspage.actions.set_component_status import set_component_status
from statuspage.actions.settle_components import Change, moves, say_of, worst_said
from statuspage.models import Component, ComponentStatus, Notice, NoticeStatus
from statuspage.models.component import RANK
from statuspage.models.notice import UNDER_WAY

WORKED_ON = ComponentStatus.UNDER_MAINTENANCE


@transaction.atomic
def maintain_components(
    *, notice: Notice, status: NoticeStatus, statuses: Mapping[str, str], by_name: str, at: datetime
) -> list[Change]:
    """What the step to `status` does to the components the work names, `statuses` being what
    a person says of single ones.

    Planned work touches nothing. Work under way puts them under maintenance, which never
    masks what is worse. Done, those that nobody says anything else of are operational again.
    """
    if status == NoticeStatus.SCHEDULED:
        return []
    begins = notice.status == NoticeStatus.SCHEDULED and status in UNDER_WAY
    changes = []
    for link in notice.affected.select_related("component__group").order_by("pk"):
        said = statuses.get(link.component.public_id)
        if status == NoticeStatus.COMPLETED:
            new = ComponentStatus.OPERATIONAL
        elif said:
            new = ComponentStatus(said)
        elif begins:
            new = WORKED_ON
        else:
            continue
        changes.append(_bring(notice, link.component, new, by_name=by_name, at=at))
    return changes


def _bring(
    notice: Notice, component: Component, new: ComponentStatus, *, by_name: str, at: datetime
) -> Change:
    old = component.status
    say_of(notice, component, new)
    shown = worst_said(component, otherwise=new)
    if RANK[old] > RANK[WORKED_ON]:
        shown = max(shown, old, key=RANK.__getitem__)
    if moves(notice, component):
        set_component_status(
            component=component,
            status=shown,
            by_name=by_name,
            at=at,
            reason=notice.title,
            source="notice",
            notice=notice,
        )
    return {
        "code": component.public_id,
        "name": str(component),
        "old_status": str(old),
        "new_status": str(component.status),
    }
