"""Take back a correction that was mistaken."""

from datetime import datetime

from django.db import transaction

from portal.people.actions.audit import audit
from portal.people.models import User
from statuspage.actions.touch_page import touch_page
from statuspage.models import UptimeCorrection


@transaction.atomic
def withdraw_correction(*, correction: UptimeCorrection, by: User, at: datetime) -> bool:
    """History counts again as it was said; False when it was withdrawn before."""
    locked = UptimeCorrection.objects.select_for_update().get(pk=correction.pk)
    if locked.withdrawn_at is not None:
        return False
    locked.withdrawn_at = at
    locked.save(update_fields=["withdrawn_at"])
    audit(
        by=by,
        at=at,
        verb="withdrew correction",
        subject=f"statuspage.component:{locked.component_id}",
        subject_name=str(locked.component),
        before={"correction": locked.pk, "status": locked.status, "reason": locked.reason},
    )
    touch_page(at=at)
    return True
