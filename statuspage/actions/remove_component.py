"""Take a component off the page."""

from datetime import datetime

from django.db import transaction

from portal.people.actions.audit import audit
from portal.people.models import User
from statuspage.actions.touch_page import touch_page
from statuspage.models import Component


@transaction.atomic
def remove_component(*, component: Component, by: User, at: datetime) -> bool:
    """Nobody sees it any more; what was said of it stays said, and its row is kept for that.
    False when it was off already."""
    removed = Component.objects.filter(pk=component.pk, visible=True).update(
        visible=False, updated_at=at
    )
    if removed:
        audit(
            by=by,
            at=at,
            verb="removed",
            subject=f"statuspage.component:{component.pk}",
            subject_name=str(component),
        )
        touch_page(at=at)
    return bool(removed)
