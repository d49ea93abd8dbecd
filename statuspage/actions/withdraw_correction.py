"""A correction was a mistake."""

from datetime import datetime

from django.db import transaction

from portal.people.actions.audit import audit
from portal.people.models import User
from statuspage.actions.touch_page import touch_page
from statuspage.models import UptimeCorrection


@transaction.atomic
def withdraw_correction(*, correction: UptimeCorrection, by: User, at: datetime) -> bool:
    """It counts no more; its row is kept. False when it was withdrawn before."""
    gone = UptimeCorrection.objects.filter(pk=correction.pk, withdrawn_at=None).update(
        withdrawn_at=at
    )
    if gone:
        audit(
            by=by,
            at=at,
            verb="withdrew correction of",
            subject=f"statuspage.component:{correction.component_id}",
            subject_name=str(correction.component),
            before={"reason": correction.reason},
        )
        touch_page(at=at)
    return bool(gone)
