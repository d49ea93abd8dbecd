"""Keep what arrived, durably, before anything else."""

import hashlib
from datetime import datetime

from django.db import transaction

from incidents.alerts.alertmanager import decode, parse
from incidents.alerts.models import InboxItem, Integration
from portal.clock import clock
from portal.people.models import User


@transaction.atomic
def receive_notification(
    *, integration: Integration, raw: bytes, by: User | None, at: datetime
) -> tuple[InboxItem, bool]:
    """The inbox row, and whether it is new; repeats of the same bytes are one row.

    Raises alertmanager.Unreadable. The timer set here makes sure that it is worked in.
    """
    body = decode(raw)
    parse(body)
    item, created = InboxItem.objects.get_or_create(
        integration=integration,
        dedupe_key=hashlib.sha256(raw).hexdigest(),
        defaults={"body": body, "received_at": at},
    )
    Integration.objects.filter(pk=integration.pk).update(last_seen_at=at)
    if created:
        clock.set("alerts.fold", about=item, at=at)
    return item, created
