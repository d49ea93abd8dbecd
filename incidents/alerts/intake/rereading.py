"""What kept items say, and what of it is no alert."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from incidents.alerts.formats.registry import read
from incidents.alerts.formats.shapes import (
    Arrived,
    ChangesSeen,
    ConfirmationAsked,
    Notification,
    Reading,
    Unreadable,
)
from incidents.alerts.intake.changing import take_changes
from incidents.alerts.models import InboxItem, InboxState, Integration, Subscription


def readings(
    integration: Integration, items: Sequence[InboxItem], *, at: datetime
) -> Iterator[Reading]:
    """In the order they came; tests say nothing, and what nobody can read any more, because
    its mapping changed, is put aside with the reason."""
    for one in sorted(items, key=lambda one: (one.received_at, one.pk)):
        try:
            reading = read(
                integration.kind,
                Arrived(one.body, one.received_at, one.said, integration.mapping),
            )
        except Unreadable as error:
            InboxItem.objects.filter(pk=one.pk).update(
                state=InboxState.FAILED, error=str(error), folded_at=at
            )
            continue
        if not one.is_test and not (isinstance(reading, Notification) and reading.is_test):
            yield reading


def take_other(integration: Integration, reading: Reading, *, at: datetime) -> None:
    """Changes become changes; a topic that asks to be confirmed waits for somebody's click."""
    if isinstance(reading, ChangesSeen) and not reading.is_test:
        take_changes(integration, reading.changes, at=at)
    if isinstance(reading, ConfirmationAsked):
        Subscription.objects.update_or_create(
            integration=integration,
            topic=reading.topic,
            defaults={
                "address": reading.address,
                "asked_at": at,
                "confirmed_at": None,
                "confirmed_by": None,
            },
        )
