"""Their side takes nothing: stop sending, and say so where they can see it."""

from datetime import datetime, timedelta

from django.db import transaction

from portal.post import post
from statuspage.actions.unsubscribe import TOLD, unsubscribe
from statuspage.models import Subscriber, SubscriberState

PURGED_AFTER = timedelta(days=90)


@transaction.atomic
def quarantine_subscriber(*, channel: str, address: str, reason: str, at: datetime) -> int:
    """Every subscription of the address, until its owner resumes it or it is forgotten; how
    many. What waits for it is stopped."""
    theirs = Subscriber.objects.filter(
        channel=channel, address__iexact=address, state=SubscriberState.ACTIVE
    )
    stopped = theirs.update(
        state=SubscriberState.QUARANTINED,
        quarantined_at=at,
        quarantine_reason=reason[:240],
        purge_at=at + PURGED_AFTER,
    )
    if stopped:
        for kind in TOLD:
            post.withdraw_from(address=address, kind=kind, at=at, reason=f"Quarantined: {reason}")
    return stopped


@transaction.atomic
def end_subscriptions(*, channel: str, address: str, at: datetime) -> int:
    """The endpoint says itself that it is over; how many subscriptions ended."""
    theirs = Subscriber.objects.filter(channel=channel, address__iexact=address)
    return sum(unsubscribe(subscriber=one, at=at) for one in theirs.order_by("pk"))


@transaction.atomic
def spare_subscriber(*, channel: str, address: str, since: datetime) -> int:
    """It was not their side after all: whoever was quarantined since then is told again."""
    return Subscriber.objects.filter(
        channel=channel,
        address__iexact=address,
        state=SubscriberState.QUARANTINED,
        quarantined_at__gte=since,
    ).update(state=SubscriberState.ACTIVE, quarantined_at=None, purge_at=None, quarantine_reason="")
