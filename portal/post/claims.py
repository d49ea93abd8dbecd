"""Who holds which delivery: leases, by the database's clock.

Every statement here commits by itself: the claim before anything leaves, and the outcomes
after. Between the two, the flight recorder of the holder knows more than the database.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction

from portal.checks.models import Ended
from portal.clock import epoch
from portal.post.drafts import BY_PHONE, Lane
from portal.post.models import DeliveryState

MOST_AMBIGUOUS = 2
DOUBTFUL = "It may have been sent twice without an answer: a person must look."
MAYBE_ONCE = "The worker ended while it was handed over: it may have arrived, and is not repeated."

_DUE = """
    SELECT id FROM post_delivery
    WHERE lane = %(lane)s AND state = 'pending' AND NOT held
      AND not_before <= statement_timestamp()
      AND (not_before, id) > (%(after)s::timestamptz, %(after_id)s)
    ORDER BY not_before, id LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
"""

# Destinations take turns, however much waits for one of them: a skip scan finds each one that
# has something due, and no more than `cap` go to it at once.
_DUE_BY_DESTINATION = """
    SELECT id FROM post_delivery WHERE id IN (
        WITH RECURSIVE destinations AS (
            (SELECT destination FROM post_delivery
             WHERE lane = %(lane)s AND state = 'pending' AND NOT held
             ORDER BY destination LIMIT 1)
            UNION ALL
            SELECT (SELECT destination FROM post_delivery
                    WHERE lane = %(lane)s AND state = 'pending' AND NOT held
                      AND destination > known.destination ORDER BY destination LIMIT 1)
            FROM destinations known WHERE known.destination IS NOT NULL)
        SELECT due.id FROM destinations, LATERAL (
            SELECT id, not_before FROM post_delivery
            WHERE lane = %(lane)s AND state = 'pending' AND NOT held
              AND destination = destinations.destination
              AND not_before <= statement_timestamp()
            ORDER BY not_before, id
            LIMIT greatest(0, %(cap)s - (
                SELECT count(*) FROM post_delivery busy
                WHERE busy.lane = %(lane)s AND busy.state = 'sending'
                  AND busy.destination = destinations.destination))) due
        ORDER BY due.not_before, due.id LIMIT %(limit)s)
      AND state = 'pending' FOR UPDATE SKIP LOCKED
"""

_CLAIM = """
WITH due AS ({due})
UPDATE post_delivery SET
    state = 'sending', lease_owner = %(owner)s,
    lease_until = clock_timestamp() + make_interval(secs => %(lease)s),
    attempted_at = clock_timestamp(), tries = tries + 1
FROM due WHERE post_delivery.id = due.id
RETURNING post_delivery.id, message_id, channel, address, name, fields, tries, ambiguous,
    not_before
"""

_SENT = """
UPDATE post_delivery SET state = 'sent', sent_at = clock_timestamp(),
    lease_until = NULL, lease_owner = '', last_error = ''
WHERE id IN (SELECT id FROM post_delivery WHERE id = ANY(%(ids)s)
             AND lease_owner = %(owner)s ORDER BY id FOR UPDATE)
RETURNING channel, state
"""

_OTHERWISE = """
UPDATE post_delivery held SET
    state = said.state, last_error = said.error,
    not_before = clock_timestamp() + make_interval(secs => said.wait),
    tries = greatest(held.tries + said.tries, 0), ambiguous = held.ambiguous + said.ambiguous,
    attempted_at = NULL, lease_until = NULL, lease_owner = ''
FROM unnest(%(ids)s::bigint[], %(states)s::text[], %(waits)s::float[], %(errors)s::text[],
            %(tries)s::int[], %(ambiguous)s::int[])
     AS said (id, state, wait, error, tries, ambiguous)
WHERE held.id = said.id AND held.lease_owner = %(owner)s AND held.state = 'sending'
  AND held.id IN (SELECT id FROM post_delivery WHERE id = ANY(%(ids)s) ORDER BY id FOR UPDATE)
RETURNING held.channel, held.state
"""


class Parcel(NamedTuple):
    """A claimed delivery: what is needed to write its letter."""

    id: int
    message_id: int
    channel: str
    address: str
    name: str
    fields: dict[str, str]
    tries: int
    ambiguous: int
    not_before: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a delivery; `wait` in seconds, `tries` and `ambiguous` are added."""

    delivery: int
    state: str
    error: str = ""
    wait: float = 0.0
    tries: int = 0
    ambiguous: int = 0


def claim(
    *, lane: str, owner: str, limit: int, cap: int = 0, after: Parcel | None = None
) -> list[Parcel]:
    """Lease up to `limit` due deliveries of a lane, at most `cap` to one destination (0: any
    number). The try is counted before anything can go wrong with it. Nothing is leased while
    this database is a restored copy that nobody has looked at.

    `after` is the last one that was claimed: what lies before it is not looked through again.
    """
    if not epoch.is_ours():
        return []
    due = _DUE_BY_DESTINATION if cap else _DUE
    values: dict[str, str | float | datetime] = {
        "lane": lane,
        "owner": owner,
        "limit": limit,
        "cap": cap,
        "lease": settings.LEASE_SECONDS,
        "after": after.not_before if after else "-infinity",
        "after_id": after.id if after else 0,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        if cap:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"cap {lane}"])
        cursor.execute(_CLAIM.format(due=due), values)
        return sorted(map(_parcel, cursor.fetchall()), key=lambda one: (one.not_before, one.id))


def _parcel(row: Sequence[Any]) -> Parcel:
    fields = row[5] if isinstance(row[5], dict) else json.loads(row[5])
    return Parcel(row[0], row[1], row[2], row[3], row[4], fields, row[6], row[7], row[8])


def renew(owner: str) -> bool:
    """Lengthen a lease that still holds; False when it ran out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE post_delivery SET lease_until = clock_timestamp() + make_interval(secs => %s) "
            "WHERE lease_owner = %s AND state = 'sending' AND lease_until > clock_timestamp()",
            [settings.LEASE_SECONDS, owner],
        )
        return bool(cursor.rowcount)


def still_held(owner: str) -> set[int]:
    """What the owner may still send: the rest was stopped, or is somebody else's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM post_delivery "
            "WHERE lease_owner = %s AND state = 'sending' AND NOT held",
            [owner],
        )
        return {row[0] for row in cursor.fetchall()}


def settle(outcomes: Iterable[Outcome], *, owner: str) -> None:
    """Record what became of deliveries; only their holder may. What was accepted is sent,
    even if somebody stopped it meanwhile; anything else leaves a stopped one stopped."""
    known = list(outcomes)
    sent = [one.delivery for one in known if one.state == DeliveryState.SENT]
    rest = [one for one in known if one.state != DeliveryState.SENT]
    ended: Counter[tuple[str, str]] = Counter()
    with transaction.atomic(), connection.cursor() as cursor:
        if sent:
            cursor.execute(_SENT, {"ids": sent, "owner": owner})
            ended.update(cursor.fetchall())
        if rest:
            cursor.execute(
                _OTHERWISE,
                {
                    "owner": owner,
                    "ids": [one.delivery for one in rest],
                    "states": [one.state for one in rest],
                    "waits": [one.wait for one in rest],
                    "errors": [one.error.replace("\0", "")[:2000] for one in rest],
                    "tries": [one.tries for one in rest],
                    "ambiguous": [one.ambiguous for one in rest],
                },
            )
            ended.update(row for row in cursor.fetchall() if row[1] != DeliveryState.PENDING)
        Ended.objects.add(ended)


def doubtful(
    delivery: int, ambiguous: int, *, channel: str, error: str = "", wait: float = 0.0
) -> Outcome:
    """It may have left: once more, and the second time it is parked for a person. A call or an
    SMS is parked the first time: its person may be reading it."""
    if not error and channel in BY_PHONE:
        return Outcome(delivery, DeliveryState.PARKED, error=MAYBE_ONCE, ambiguous=1)
    if ambiguous + 1 >= MOST_AMBIGUOUS:
        return Outcome(delivery, DeliveryState.PARKED, error=error or DOUBTFUL, ambiguous=1)
    return Outcome(delivery, DeliveryState.PENDING, error=error, wait=wait, ambiguous=1)


def lanes_with_work() -> list[str]:
    """Lanes in which something is due, the urgent one first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lane FROM unnest(%s::text[]) lane WHERE EXISTS (SELECT 1 FROM post_delivery d "
            "WHERE d.lane = lane.lane AND d.state = 'pending' AND NOT d.held "
            "AND d.not_before <= statement_timestamp())",
            [list(Lane.values)],
        )
        due = {row[0] for row in cursor.fetchall()}
    return [lane for lane in Lane.values if lane in due]
