"""The post room's front door: send and withdraw.

Both belong into the transaction of the fact: the message and its deliveries are rows, and
the broker only wakes workers after the commit.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from portal.people.models import User
from portal.post.drafts import Draft, Lane, Recipient, UnusableDraft, destination
from portal.post.models import Delivery, DeliveryState, Message, PausedDomain, Suppression
from portal.post.providing import earliest, too_much_for
from portal.post.rendering import check_fields
from portal.post.waking import tell_workers, wake

REFUSED = "This address refused mail for good."


@transaction.atomic
def send(draft: Draft, *, to: Iterable[Recipient], at: datetime, by: User | None = None) -> Message:
    """Write the message and a delivery per recipient; the same key twice is the first one.

    Raises UnusableDraft for a header of several lines or a placeholder that is not there.
    """
    draft.check()
    message, created = Message.objects.get_or_create(
        key=draft.key,
        defaults={
            "kind": draft.kind,
            "lane": draft.lane,
            "subject": draft.subject[:400],
            "text": draft.text,
            "html": draft.html,
            "headers": draft.headers,
            "placeholders": list(draft.placeholders),
            "topic": draft.topic,
            "thread": draft.thread,
            "about_label": draft.about._meta.label_lower if draft.about else "",
            "about_pk": str(draft.about.pk) if draft.about else "",
            "restricted": draft.restricted,
            "attachments": [asdict(one) for one in draft.attachments],
            "short": draft.cut_short,
            "link": draft.link,
            "answers": list(draft.answers),
            "created_at": at,
            "created_by": by,
        },
    )
    if created:
        address(message, to=to, at=at)
    return message


@transaction.atomic
def address(message: Message, *, to: Iterable[Recipient], at: datetime) -> int:
    """Add recipients to a message; those it has already are passed over. How many are new."""
    recipients = list({(one.channel, one.address): one for one in to}.values())
    for recipient in recipients:
        if any(ord(character) < ord(" ") for character in recipient.address + recipient.name):
            raise UnusableDraft("An address may hold one line only.")
        check_fields(message, recipient.fields)
    refused = dict.fromkeys(_suppressed(message, recipients), REFUSED)
    refused |= too_much_for(message, recipients, at=at)
    paused = _paused(message, recipients)
    begins = {
        channel: earliest(channel, message, at=at)
        for channel in {one.channel for one in recipients}
    }
    if message.topic:
        _supersede(message, recipients)
    made = Delivery.objects.bulk_create(
        [
            Delivery(
                message=message,
                channel=one.channel,
                lane=message.lane,
                address=one.address,
                name=one.name,
                person=one.person,
                fields=one.fields,
                destination=destination(one.channel, one.address),
                held=message.halted_at is not None
                or destination(one.channel, one.address) in paused,
                not_before=begins[one.channel],
                state=(
                    DeliveryState.SUPPRESSED
                    if (one.channel, one.address) in refused
                    else DeliveryState.PENDING
                ),
                last_error=refused.get((one.channel, one.address), ""),
            )
            for one in recipients
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )
    wake(message.lane)
    return len(made)


def _paused(message: Message, recipients: list[Recipient]) -> set[str]:
    """Domains whose mail is held; but pages always go out."""
    if message.lane == Lane.URGENT or not recipients:
        return set()
    return set(PausedDomain.objects.values_list("destination", flat=True))


def _suppressed(message: Message, recipients: list[Recipient]) -> set[tuple[str, str]]:
    if message.lane == Lane.URGENT:
        return set()
    refused: set[tuple[str, str]] = set()
    for channel in {one.channel for one in recipients}:
        addresses = [one.address for one in recipients if one.channel == channel]
        refused |= {(channel, one) for one in Suppression.objects.holding(channel, addresses)}
    return refused


def _supersede(message: Message, recipients: list[Recipient]) -> None:
    older = Delivery.objects.stoppable().filter(
        message__topic=message.topic,
        message_id__lt=message.pk,
        address__in=[one.address for one in recipients],
    )
    _stop(older, state=DeliveryState.SUPERSEDED, superseded_by=message)


@transaction.atomic
def withdraw(*, topic: str, at: datetime, reason: str = "Withdrawn before it was sent.") -> int:
    """Stop what is still unsent on a topic; how many deliveries."""
    unsent = Delivery.objects.stoppable().filter(message__topic=topic)
    return _stop(unsent, state=DeliveryState.SUPPRESSED, last_error=reason)


@transaction.atomic
def withdraw_from(*, address: str, kind: str, at: datetime, reason: str) -> int:
    """Stop what is still unsent of one kind to one address; how many deliveries."""
    unsent = Delivery.objects.stoppable().filter(address=address, message__kind=kind)
    return _stop(unsent, state=DeliveryState.SUPPRESSED, last_error=reason)


def _stop(unsent: QuerySet[Delivery], **facts: Any) -> int:
    """Locked in one order, so that two who stop and one who settles never wait in a ring.
    Workers are told at the commit, and pass over what they have not begun."""
    stopped = Delivery.objects.filter(
        pk__in=list(
            unsent.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True)
        )
    ).update(**facts)
    if stopped:
        tell_workers()
    return stopped
