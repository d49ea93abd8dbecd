"""A person decides that a parked delivery is tried again."""

from datetime import datetime

from django.db import transaction

from portal.people.actions.audit import audit
from portal.people.models import User
from portal.post.models import Delivery, DeliveryState
from portal.post.waking import wake


class NotParked(ValueError):
    """Only a parked delivery waits for a person."""


@transaction.atomic
def retry_delivery(*, delivery: Delivery, by: User, at: datetime) -> None:
    locked = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if locked.state != DeliveryState.PARKED:
        raise NotParked("This delivery is not parked.")
    locked.state = DeliveryState.PENDING
    locked.not_before = at
    locked.tries = 0
    locked.ambiguous = 0
    locked.attempted_at = None
    locked.lease_until = None
    locked.lease_owner = ""
    locked.save()
    audit(
        by=by,
        at=at,
        verb="retried",
        subject=f"post.delivery:{locked.pk}",
        subject_name="restricted mail" if locked.message.restricted else str(locked.message),
    )
    wake(locked.lane)
