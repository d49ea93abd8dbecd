"""A topic of SNS may send."""

from datetime import datetime

from django.db import transaction

from incidents.alerts.models import Subscription
from portal.people.actions.audit import audit
from portal.people.models import User


@transaction.atomic
def confirm_subscription(
    *, subscription: Subscription, by: User | None, at: datetime
) -> Subscription:
    """After Amazon was told so."""
    locked = Subscription.objects.select_for_update().get(pk=subscription.pk)
    locked.confirmed_at, locked.confirmed_by = at, by
    locked.save(update_fields=["confirmed_at", "confirmed_by"])
    audit(
        by=by,
        at=at,
        verb="confirmed the subscription of",
        subject=f"alerts.integration:{locked.integration_id}",
        subject_name=locked.topic,
    )
    return locked
