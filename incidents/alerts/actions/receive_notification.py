"""Keep what arrived, durably, before anything else."""

import hashlib
from datetime import datetime, timedelta

from django.db import DataError, connection

from incidents.alerts.alertmanager import Unreadable, decode, parse
from incidents.alerts.models import InboxItem, Integration
from portal.people.models import User

SEEN_EVERY = timedelta(seconds=10)
# One statement, one commit: the row and the alarm that it is worked in, or neither.
_KEEP = "SELECT alerts_keep(%s, %s, %s, %s, %s, %s)"


def receive_notification(
    *, integration: Integration, raw: bytes, by: User | None, at: datetime
) -> bool:
    """Keep it; False when the same bytes are here already. Raises alertmanager.Unreadable.

    What is kept has the alarm `alerts.fold` set about it, as `clock.set` would.
    """
    parse(decode(raw))
    key = hashlib.sha256(raw).hexdigest()
    body, label = raw.decode(), InboxItem._meta.label_lower
    try:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [integration.pk, key, body, at, InboxItem.FOLD, label])
            created: bool = cursor.fetchone()[0]
    except DataError as error:
        why = str(error).partition("\n")[0]
        raise Unreadable(f"The body cannot be kept: {why}.") from error
    if integration.last_seen_at is None or at - integration.last_seen_at > SEEN_EVERY:
        Integration.objects.filter(pk=integration.pk).update(last_seen_at=at)
    return created
