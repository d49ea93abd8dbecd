"""Give a webhook a new key."""

from datetime import datetime

from django.db import transaction

from statuspage.models import Subscriber
from statuspage.signing_keys import OLD_IS_GOOD_FOR


class StillRotating(ValueError):
    """The key before is still good; a third one would end it too soon."""


@transaction.atomic
def rotate_secret(*, subscriber: Subscriber, at: datetime) -> Subscriber:
    """The new key signs from now on; for OLD_IS_GOOD_FOR the old one signs as well. Raises
    StillRotating."""
    locked = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    if locked.rotating_until is not None and locked.rotating_until > at:
        raise StillRotating(
            "The secret was renewed lately and the old one is still good. Renew it again later."
        )
    locked.secret_generation += 1
    locked.rotating_until = at + OLD_IS_GOOD_FOR
    locked.save(update_fields=["secret_generation", "rotating_until"])
    return locked
