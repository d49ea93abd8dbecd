"""They have had enough."""

from datetime import datetime

from django.db import transaction

from portal.post import post
from statuspage.models import Subscriber, SubscriberState

# The kinds of messages subscribers are told by.
TOLD = ("statuspage.update", "statuspage.component")


@transaction.atomic
def unsubscribe(*, subscriber: Subscriber, at: datetime) -> bool:
    """Stop everything at once, also what waits; False when they were gone already."""
    left = (
        Subscriber.objects.filter(pk=subscriber.pk)
        .exclude(state=SubscriberState.GONE)
        .update(
            state=SubscriberState.GONE,
            gone_at=at,
            quarantined_at=None,
            purge_at=None,
            quarantine_reason="",
        )
    )
    if left:
        for kind in TOLD:
            post.withdraw_from(
                address=subscriber.address, kind=kind, at=at, reason="They unsubscribed."
            )
    return bool(left)
