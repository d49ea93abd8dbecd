"""Forget a subscriber, as far as the record allows."""

from datetime import datetime

from django.db import transaction

from portal.post.erasing import erase_address
from statuspage.actions.unsubscribe import unsubscribe
from statuspage.models import Subscriber, Wish


@transaction.atomic
def erase_subscriber(*, subscriber: Subscriber, at: datetime) -> None:
    """Stop what waits, delete every subscription of the address, and take the address out of
    what was delivered; that something was sent, and when, stays in the record. A digest by
    which a refusing address is never written to again is no address, and stays."""
    theirs = Subscriber.objects.filter(
        channel=subscriber.channel, address__iexact=subscriber.address
    )
    for one in theirs.order_by("pk"):
        unsubscribe(subscriber=one, at=at)
    erase_address(
        channel=subscriber.channel, address=subscriber.address, kinds_of="statuspage.", at=at
    )
    Wish.objects.filter(channel=subscriber.channel, address__iexact=subscriber.address).delete()
    theirs.delete()
