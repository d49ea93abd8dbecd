"""Ask to be told."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from portal.clock import clock
from portal.post.models import Suppression
from portal.web.limits import hidden, take
from statuspage.actions.ask_confirmation import ask_confirmation
from statuspage.actions.change_subscription import set_scope
from statuspage.actions.send_manage_link import send_manage_link
from statuspage.models import (
    Notice,
    Page,
    Subscriber,
    SubscriberChannel,
    SubscriberState,
    Wish,
)

MOST_A_MONTH = 3
MOST_AN_HOUR = 300


@transaction.atomic
def subscribe(
    *,
    address: str,
    channel: str = SubscriberChannel.EMAIL,
    scope: dict[str, Any] | None = None,
    notice_id: str = "",
    at: datetime,
) -> None:
    """Note the wish; whoever asks, this is all the request does, so nobody learns from the
    answer or its time whether an address is known. The clock looks at it within a second.

    `scope` holds components and groups (public ids; none is everything), volume, maintenance,
    component_changes and language. With ``{"manage": True}`` they only ask for the link by
    which they change what they have.
    """
    is_mail = channel == SubscriberChannel.EMAIL
    where = address.strip().lower() if is_mail else address.strip()
    wish = Wish.objects.create(
        channel=channel, address=where, scope=scope or {}, notice=notice_id, at=at
    )
    clock.set("statuspage.grant_wish", about=wish, at=at)


@transaction.atomic
def grant_wish(*, wish: Wish, at: datetime) -> bool:
    """Send one confirmation, if the address may get one; True when it was sent.

    One a day and three a month for each address, MOST_AN_HOUR for all, none for addresses
    that refused mail for good. It carries nothing the requester wrote.
    """
    channel, address, scope = wish.channel, wish.address, wish.scope
    notice = Notice.objects.public().filter(public_id=wish.notice).first() if wish.notice else None
    wish.delete()
    if Page.objects.the_page().private:
        return False
    if scope.get("manage"):
        return _may_ask("manage", channel, address, at=at) and send_manage_link(
            channel=channel, address=address, at=at
        )
    known = Subscriber.objects.filter(
        channel=channel, address__iexact=address, only_notice=notice
    ).first()
    if known is not None and known.state == SubscriberState.ACTIVE:
        return False
    if Suppression.objects.holding(channel, [address]):
        return False
    if not _may_ask("confirm", channel, address, at=at):
        return False
    subscriber = known or Subscriber(
        channel=channel, address=address, only_notice=notice, created_at=at
    )
    subscriber.state, subscriber.gone_at = SubscriberState.PENDING, None
    subscriber.quarantined_at = subscriber.purge_at = None
    subscriber.quarantine_reason = ""
    subscriber.created_at = at
    set_scope(subscriber, scope)
    ask_confirmation(subscriber=subscriber, at=at)
    return True


def _may_ask(what: str, channel: str, address: str, *, at: datetime) -> bool:
    """Whether one more such message may go out; counts it."""
    asked = address if channel == SubscriberChannel.EMAIL else f"{channel}:{address}"
    who = f"{what}:{hidden(asked)}"
    return (
        take(f"{who}:day", limit=1, within=timedelta(days=1), at=at)
        and take(f"{who}:month", limit=MOST_A_MONTH, within=timedelta(days=30), at=at)
        and take(f"{what}:hour", limit=MOST_AN_HOUR, within=timedelta(hours=1), at=at)
    )
