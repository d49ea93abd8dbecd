"""Keep what arrived, durably, before anything else."""

import hashlib
from datetime import datetime, timedelta

from django.db import DataError, connection

from incidents.alerts.alertmanager import Unreadable, decode, parse
from incidents.alerts.models import InboxItem, Integration
from portal.people.models import User

SEEN_EVERY = timedelta(seconds=10)
# One statement, one commit: the row and the alarm that it is worked in, or neither.
_KEEP = """
WITH kept AS (
    INSERT INTO alerts_inboxitem (integration_id, dedupe_key, body, received_at, state, error)
    VALUES (%(integration)s, %(key)s, %(body)s, %(at)s, 'received', '')
    ON CONFLICT (integration_id, dedupe_key) DO NOTHING
    RETURNING id)
INSERT INTO clock_timer (kind, about_label, about_pk, key, due_at, next_try_at, state, data,
                         set_at, tries, last_error)
SELECT %(kind)s, %(label)s, id::text, '', %(at)s, %(at)s, 'set', '{}', now(), 0, '' FROM kept
"""


def receive_notification(
    *, integration: Integration, raw: bytes, by: User | None, at: datetime
) -> bool:
    """Keep it; False when the same bytes are here already. Raises alertmanager.Unreadable.

    What is kept has the alarm `alerts.fold` set about it, as `clock.set` would.
    """
    parse(decode(raw))
    facts: dict[str, str | int | datetime] = {
        "integration": integration.pk,
        "key": hashlib.sha256(raw).hexdigest(),
        "body": raw.decode(),
        "at": at,
        "kind": InboxItem.FOLD,
        "label": InboxItem._meta.label_lower,
    }
    try:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, facts)
            created: bool = cursor.rowcount == 1
    except DataError as error:
        why = str(error).partition("\n")[0]
        raise Unreadable(f"The body cannot be kept: {why}.") from error
    if integration.last_seen_at is None or at - integration.last_seen_at > SEEN_EVERY:
        Integration.objects.filter(pk=integration.pk).update(last_seen_at=at)
    return created
