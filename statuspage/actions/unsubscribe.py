"""They have had enough."""

from datetime import datetime

from django.db import transaction

from portal.post import post
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
        post.withdraw_from(
            address=subscriber.address,
            kind="statuspage.update",
            at=at,
            reason="They unsubscribed.",
        )
    return bool(left)
