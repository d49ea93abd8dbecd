"""Who sees a component, and whether anybody does."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from portal.people.actions.audit import audit
from portal.people.models import User
from statuspage.actions.touch_page import touch_page
from statuspage.models import Audience, Component


@transaction.atomic
def place_component(
    *,
    component: Component,
    visible: bool,
    audiences: Sequence[Audience],
    by: User,
    at: datetime,
) -> bool:
    """Show it to these audiences (none: to everybody) or hide it; False when it was so."""
    locked = Component.objects.select_for_update().get(pk=component.pk)
    names = sorted(locked.audiences.values_list("name", flat=True))
    before = {"visible": locked.visible, "audiences": names}
    after = {"visible": visible, "audiences": sorted(one.name for one in audiences)}
    if before == after:
        return False
    locked.visible, locked.updated_at = visible, at
    locked.save(update_fields=["visible", "updated_at"])
    locked.audiences.set(audiences)
    audit(
        by=by,
        at=at,
        verb="placed",
        subject=f"statuspage.component:{component.pk}",
        subject_name=str(component),
        before=before,
        after=after,
    )
    touch_page(at=at)
    return True
