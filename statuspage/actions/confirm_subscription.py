"""The address is theirs, and they want it."""

from datetime import datetime

from django.db import transaction

from statuspage.models import Subscriber, SubscriberState


@transaction.atomic
def confirm_subscription(*, subscriber: Subscriber, at: datetime) -> bool:
    """Make it active; False when it was before. One who left must ask anew."""
    return bool(
        Subscriber.objects.filter(pk=subscriber.pk, state=SubscriberState.PENDING).update(
            state=SubscriberState.ACTIVE, confirmed_at=at, gone_at=None
        )
    )
