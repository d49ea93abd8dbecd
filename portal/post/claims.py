"""Who holds which delivery: leases, by the database's clock.

Every statement here commits by itself: a lease, the record of an attempt before anything
leaves, and the record of its result.
"""

import os
from datetime import timedelta

from django.db import connection
from django.db.models import F
from django.db.models.functions import Now

from portal.post.models import Delivery, DeliveryState

LEASE_SECONDS = float(os.environ.get("LEASE_SECONDS", "60"))
MOST_AMBIGUOUS = 2

_CLAIM = """
UPDATE post_delivery SET
    state = 'sending',
    lease_owner = %(owner)s,
    lease_until = clock_timestamp() + make_interval(secs => %(lease)s),
    ambiguous = ambiguous + (CASE WHEN state = 'sending' AND attempted_at IS NOT NULL
                                  THEN 1 ELSE 0 END),
    attempted_at = NULL
WHERE id IN (
    SELECT id FROM post_delivery
    WHERE lane = %(lane)s AND state IN ('pending', 'sending')
      AND ((state = 'pending' AND not_before <= clock_timestamp())
           OR (state = 'sending' AND lease_until < clock_timestamp()))
    ORDER BY id LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED)
RETURNING id
"""

_ATTEMPT = """
UPDATE post_delivery SET
    attempted_at = clock_timestamp(), tries = tries + 1,
    lease_until = clock_timestamp() + make_interval(secs => %(lease)s)
WHERE id = %(id)s AND state = 'sending' AND lease_owner = %(owner)s
  AND lease_until > clock_timestamp() AND attempted_at IS NULL
RETURNING id
"""


def claim(*, lane: str, owner: str, limit: int) -> list[Delivery]:
    """Lease up to `limit` deliveries of a lane that nobody else holds.

    One whose holder vanished after recording an attempt may have been sent: it is tried
    once more, and the second time parked for a person.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM, {"owner": owner, "lease": LEASE_SECONDS, "lane": lane, "limit": limit}
        )
        claimed = [row[0] for row in cursor.fetchall()]
    Delivery.objects.filter(
        pk__in=claimed, lease_owner=owner, ambiguous__gte=MOST_AMBIGUOUS
    ).update(
        state=DeliveryState.PARKED,
        last_error="It may have been sent twice without an answer: a person must look.",
    )
    return list(
        Delivery.objects.filter(pk__in=claimed, state=DeliveryState.SENDING, lease_owner=owner)
        .select_related("message")
        .order_by("pk")
    )


def begin_attempt(delivery: Delivery, *, owner: str) -> bool:
    """Record the attempt, fenced by the lease; False when it is no longer ours to send."""
    with connection.cursor() as cursor:
        cursor.execute(_ATTEMPT, {"id": delivery.pk, "owner": owner, "lease": LEASE_SECONDS})
        return cursor.fetchone() is not None


def settle(delivery: Delivery, *, owner: str, state: str, error: str = "") -> None:
    """Record the result of an attempt; only its holder may."""
    Delivery.objects.filter(pk=delivery.pk, lease_owner=owner, state=DeliveryState.SENDING).update(
        state=state,
        sent_at=Now() if state == DeliveryState.SENT else None,
        lease_until=None,
        lease_owner="",
        last_error=error[:2000],
    )


def release(
    delivery: Delivery,
    *,
    owner: str,
    after: timedelta,
    error: str = "",
    counts: bool = True,
    ambiguous: bool = False,
) -> None:
    """Give it back, to be tried `after` a while. `counts=False` forgives the try."""
    Delivery.objects.filter(pk=delivery.pk, lease_owner=owner, state=DeliveryState.SENDING).update(
        state=DeliveryState.PENDING,
        not_before=Now() + after,
        attempted_at=None,
        lease_until=None,
        lease_owner="",
        last_error=error[:2000],
        tries=F("tries") if counts else delivery.tries,
        ambiguous=F("ambiguous") + (1 if ambiguous else 0),
    )


def is_overtaken(delivery: Delivery) -> bool:
    """Whether something newer on its topic is written for the same address."""
    message = delivery.message
    return bool(message.topic) and (
        Delivery.objects.filter(
            message__topic=message.topic, message_id__gt=message.pk, address=delivery.address
        ).exists()
    )
