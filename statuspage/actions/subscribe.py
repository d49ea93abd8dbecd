"""Ask to be told."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from portal.clock import clock
from portal.post import post
from portal.post.drafts import Channel, Draft, Lane, Recipient
from portal.post.models import Suppression
from portal.web.limits import hidden, take
from statuspage.links import CONFIRM_WITHIN, confirm_url
from statuspage.models import Component, Notice, Page, Subscriber, SubscriberState, Wish

MOST_A_MONTH = 3
MOST_AN_HOUR = 300


@transaction.atomic
def subscribe(
    *, email: str, components: Sequence[str] = (), notice_id: str = "", at: datetime
) -> None:
    """Note the wish; whoever asks, this is all the request does, so nobody learns from the
    answer or its time whether an address is known. The clock looks at it within a second."""
    wish = Wish.objects.create(
        address=email.strip().lower(),
        scope={"components": list(components)},
        notice=notice_id,
        at=at,
    )
    clock.set("statuspage.grant_wish", about=wish, at=at)


@transaction.atomic
def grant_wish(*, wish: Wish, at: datetime) -> bool:
    """Mail one confirmation, if the address may get one; True when it was mailed.

    One a day and three a month for each address, MOST_AN_HOUR for all, none for addresses
    that refused mail for good. The mail carries nothing the requester wrote.
    """
    notice = Notice.objects.public().filter(public_id=wish.notice).first() if wish.notice else None
    email, ids = wish.address, wish.scope.get("components", [])
    wish.delete()
    known = Subscriber.objects.filter(
        channel="email", address__iexact=email, only_notice=notice
    ).first()
    if known is not None and known.state == SubscriberState.ACTIVE:
        return False
    if Suppression.objects.holding(Channel.EMAIL, [email]) or not _may_ask(email, at=at):
        return False
    subscriber = known or Subscriber(address=email, only_notice=notice, created_at=at)
    subscriber.state, subscriber.gone_at = SubscriberState.PENDING, None
    wanted = list(Component.objects.public().filter(public_id__in=ids))
    subscriber.everything = not wanted
    subscriber.save()
    subscriber.components.set(wanted)
    _ask(subscriber, at=at)
    return True


def _may_ask(email: str, *, at: datetime) -> bool:
    """Whether one more confirmation may go out; counts it."""
    who = f"confirm:{hidden(email)}"
    return (
        take(f"{who}:day", limit=1, within=timedelta(days=1), at=at)
        and take(f"{who}:month", limit=MOST_A_MONTH, within=timedelta(days=30), at=at)
        and take("confirm:hour", limit=MOST_AN_HOUR, within=timedelta(hours=1), at=at)
    )


def _ask(subscriber: Subscriber, *, at: datetime) -> None:
    page = Page.objects.the_page()
    hours = CONFIRM_WITHIN.total_seconds() / 3600
    text = (
        f"Somebody, probably you, asked for status updates of {page.name} at this address.\n\n"
        f"Confirm here: {confirm_url(subscriber)}\n\n"
        f"The link works for {hours:.0f} hours. If it was not you, do nothing: "
        "without the confirmation we send nothing.\n\n"
        f"{settings.SITE_URL}"
    )
    post.send(
        Draft(
            kind="statuspage.confirm",
            subject=f"[{page.name}] Confirm your subscription",
            text=text,
            key=f"confirm:{subscriber.pk}:{at.isoformat()}",
            lane=Lane.URGENT,
            about=subscriber,
        ),
        to=[Recipient(address=subscriber.address)],
        at=at,
    )
