"""Let what could not be worked in be tried once more."""

from datetime import datetime

from django.db import transaction

from incidents.alerts.models import InboxItem, InboxState
from portal.clock import clock
from portal.people.actions.audit import audit
from portal.people.models import User


@transaction.atomic
def work_in_again(*, item: InboxItem, by: User | None, at: datetime) -> InboxItem:
    """Its alarm rings now; what was worked in before leads to the same state."""
    locked = InboxItem.objects.select_for_update().get(pk=item.pk)
    locked.state, locked.error, locked.folded_at = InboxState.RECEIVED, "", None
    locked.save(update_fields=["state", "error", "folded_at"])
    clock.set(InboxItem.FOLD, about=locked, at=at)
    audit(
        by=by,
        at=at,
        verb="worked in again",
        subject=f"alerts.inboxitem:{locked.pk}",
        subject_name=str(locked.integration),
    )
    return locked
