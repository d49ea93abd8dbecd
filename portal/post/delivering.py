"""Handing over what is owed: claim, record the attempt, send, record the result."""

import logging
import os
import random
import socket
import time
import uuid
from datetime import timedelta

from django.conf import settings
from django.db.models.functions import Now

from portal.clock.now import database_now
from portal.post import claims
from portal.post.channels.letters import Ambiguous, Deferred, Letter, Refused, Unreachable
from portal.post.channels.registry import Session, open_session
from portal.post.drafts import Channel, Lane
from portal.post.models import Delivery, DeliveryState, Suppression
from portal.post.models.suppression import fingerprint
from portal.post.rendering import RenderedMessage, message_id, render

logger = logging.getLogger("allclear.post")

BATCH = 50
MOST_POISONED = 5
UNREACHABLE_WAIT = timedelta(seconds=15)
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 480, 1440)]


def new_owner() -> str:
    """Who holds a lease: this process, this call."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def deliver_lane(lane: str, *, seconds: float = 30.0) -> int:
    """Deliver until the lane has nothing due or the time is up; how many were sent."""
    sent, ends = 0, time.monotonic() + seconds
    while time.monotonic() < ends:
        owner = new_owner()
        batch = claims.claim(lane=lane, owner=owner, limit=BATCH)
        if not batch:
            break
        for channel in {delivery.channel for delivery in batch}:
            sent += _deliver_batch([one for one in batch if one.channel == channel], owner=owner)
    return sent


def lanes_with_work() -> list[str]:
    """Lanes in which something is due, the urgent one first."""
    due = set(
        Delivery.objects.filter(state=DeliveryState.PENDING, not_before__lte=Now())
        .order_by()
        .values_list("lane", flat=True)
        .distinct()
    ) | set(
        Delivery.objects.filter(state=DeliveryState.SENDING, lease_until__lt=Now())
        .order_by()
        .values_list("lane", flat=True)
        .distinct()
    )
    return [lane for lane in Lane.values if lane in due]


def _deliver_batch(batch: list[Delivery], *, owner: str) -> int:
    rendered: dict[int, RenderedMessage] = {}
    sent = 0
    try:
        with open_session(batch[0].channel) as session:
            for number, delivery in enumerate(batch):
                try:
                    sent += _deliver(delivery, session, rendered, owner=owner)
                except Unreachable as error:
                    _give_back(batch[number:], error, owner=owner)
                    break
    except Unreachable as error:
        _give_back(batch, error, owner=owner)
    return sent


def _deliver(
    delivery: Delivery, session: Session, rendered: dict[int, RenderedMessage], *, owner: str
) -> int:
    if not claims.begin_attempt(delivery, owner=owner):
        return 0
    try:
        letter = _letter(delivery, rendered)
        session.deliver(letter)
    except Unreachable:
        raise
    except Deferred as error:
        _later(delivery, error, owner=owner)
    except Refused as error:
        _stop(delivery, error, owner=owner)
    except Ambiguous as error:
        _once_more(delivery, error, owner=owner)
    except Exception as error:
        logger.exception("delivery %s cannot be rendered or sent", delivery.pk)
        _poisoned(delivery, error, owner=owner)
    else:
        claims.settle(delivery, owner=owner, state=DeliveryState.SENT)
        return 1
    return 0


def _letter(delivery: Delivery, rendered: dict[int, RenderedMessage]) -> Letter:
    message = delivery.message
    if delivery.channel == Channel.WEBHOOK:
        data = message.text.encode()
    else:
        if message.pk not in rendered:
            rendered[message.pk] = render(message)
        data = rendered[message.pk].for_delivery(delivery, message)
    return Letter(settings.MAIL_FROM, delivery.address, data, message_id(message, delivery.address))


def _give_back(batch: list[Delivery], error: Exception, *, owner: str) -> None:
    logger.warning("%s deliveries wait: %s", len(batch), error)
    for delivery in batch:
        wait = UNREACHABLE_WAIT * random.uniform(0.7, 1.3)  # noqa: S311
        claims.release(delivery, owner=owner, after=wait, error=str(error), counts=False)


def _later(delivery: Delivery, error: Exception, *, owner: str) -> None:
    if claims.is_overtaken(delivery):
        claims.settle(delivery, owner=owner, state=DeliveryState.SUPERSEDED, error=str(error))
    elif delivery.tries >= len(WAITS):
        claims.settle(delivery, owner=owner, state=DeliveryState.PARKED, error=str(error))
    else:
        wait = WAITS[delivery.tries] * random.uniform(0.8, 1.2)  # noqa: S311
        claims.release(delivery, owner=owner, after=wait, error=str(error))


def _stop(delivery: Delivery, error: Exception, *, owner: str) -> None:
    claims.settle(delivery, owner=owner, state=DeliveryState.SUPPRESSED, error=str(error))
    if delivery.lane != Lane.URGENT:
        Suppression.objects.get_or_create(
            fingerprint=fingerprint(delivery.channel, delivery.address),
            defaults={"reason": str(error)[:240], "at": database_now()},
        )


def _once_more(delivery: Delivery, error: Exception, *, owner: str) -> None:
    if delivery.ambiguous + 1 >= claims.MOST_AMBIGUOUS:
        claims.settle(delivery, owner=owner, state=DeliveryState.PARKED, error=str(error))
    else:
        claims.release(
            delivery, owner=owner, after=UNREACHABLE_WAIT, error=str(error), ambiguous=True
        )


def _poisoned(delivery: Delivery, error: Exception, *, owner: str) -> None:
    words = f"{type(error).__name__}: {error}"
    if delivery.tries + 1 >= MOST_POISONED:
        claims.settle(delivery, owner=owner, state=DeliveryState.PARKED, error=words)
    else:
        claims.release(delivery, owner=owner, after=timedelta(seconds=2), error=words)
