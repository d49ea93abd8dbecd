"""Say how a component is."""

from datetime import datetime

from django.db import transaction

from statuspage.actions.tell_component_change import leave_component, watch_component
from statuspage.actions.touch_page import touch_page
from statuspage.models import Component, ComponentStatus, Notice, StatusChange


@transaction.atomic
def set_component_status(
    *,
    component: Component,
    status: str,
    by_name: str,
    at: datetime,
    reason: str = "",
    source: str = "portal",
    notice: Notice | None = None,
) -> bool:
    """Write the change and its history; False when the component has that status already."""
    locked = Component.objects.select_for_update().get(pk=component.pk)
    old, new = locked.status, ComponentStatus(status)
    if old == new:
        return False
    StatusChange.objects.create(
        component=locked,
        at=at,
        old_status=old,
        new_status=new,
        by_name=by_name,
        source=source,
        notice=notice,
        reason=reason[:240],
    )
    locked.status, locked.updated_at = new, at
    locked.save(update_fields=["status", "updated_at"])
    component.status = new
    if notice is None:
        watch_component(component=locked, old_status=old, at=at)
    else:
        leave_component(component=locked)
    touch_page(at=at)
    return True
