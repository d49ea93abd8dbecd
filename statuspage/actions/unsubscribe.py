"""They have had enough."""

from datetime import datetime

from django.db import transaction

from portal.post.models import Delivery, DeliveryState
from statuspage.models import Subscriber, SubscriberState


@transaction.atomic
def unsubscribe(*, subscriber: Subscriber, at: datetime) -> bool:
    """Stop everything at once, also mail that waits; False when they were gone already."""
    left = (
        Subscriber.objects.filter(pk=subscriber.pk)
        .exclude(state=SubscriberState.GONE)
        .update(state=SubscriberState.GONE, gone_at=at)
    )
    if left:
        Delivery.objects.waiting().filter(
            address=subscriber.email, message__kind="statuspage.update"
        ).update(
            state=DeliveryState.SUPPRESSED,
            last_error="They unsubscribed.",
            lease_until=None,
            lease_owner="",
        )
    return bool(left)
