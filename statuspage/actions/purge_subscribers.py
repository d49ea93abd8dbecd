"""Forget what is no longer needed."""

from datetime import datetime, timedelta

from django.db import transaction

from portal.web.models import RateBucket
from statuspage.models import Subscriber, SubscriberState

UNCONFIRMED_FOR = timedelta(days=7)


@transaction.atomic
def purge_subscribers(*, at: datetime) -> int:
    """Delete addresses that never confirmed, those whose quarantine has run out, and buckets
    that ended; how many subscriptions."""
    RateBucket.objects.filter(ends_at__lt=at).delete()
    unconfirmed = Subscriber.objects.unconfirmed_since(at - UNCONFIRMED_FOR)
    run_out = Subscriber.objects.filter(state=SubscriberState.QUARANTINED, purge_at__lte=at)
    gone = [*unconfirmed.values_list("pk", flat=True), *run_out.values_list("pk", flat=True)]
    Subscriber.objects.filter(pk__in=gone).delete()
    return len(gone)
