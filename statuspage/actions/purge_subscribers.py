"""Forget what is no longer needed."""

from datetime import datetime, timedelta

from django.db import transaction

from portal.web.models import RateBucket
from statuspage.models import Subscriber

UNCONFIRMED_FOR = timedelta(days=7)


@transaction.atomic
def purge_subscribers(*, at: datetime) -> int:
    """Delete addresses that never confirmed, and buckets that ended; how many addresses."""
    RateBucket.objects.filter(ends_at__lt=at).delete()
    gone, _ = Subscriber.objects.unconfirmed_since(at - UNCONFIRMED_FOR).delete()
    return gone
