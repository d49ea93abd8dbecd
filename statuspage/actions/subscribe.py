"""Ask to be told."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from portal.post import post
from portal.post.drafts import Draft, Lane, Recipient
from statuspage.links import confirm_url
from statuspage.models import Component, Notice, Page, Subscriber, SubscriberState

ASK_AGAIN_AFTER = timedelta(days=1)
MOST_A_MONTH = 3
MONTH = timedelta(days=30)
MOST_AN_HOUR = 300


@transaction.atomic
def subscribe(
    *, email: str, components: Sequence[str] = (), notice_id: str = "", at: datetime
) -> None:
    """Note the wish and mail a confirmation. The caller learns nothing: a new, a pending
    and a known address look the same. One confirmation a day and three a month each."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('subscribe', 0))")
    notice = Notice.objects.public().filter(public_id=notice_id).first() if notice_id else None
    known = Subscriber.objects.filter(email__iexact=email, only_notice=notice).first()
    if known is not None and (known.state == SubscriberState.ACTIVE or not _may_ask(known, at)):
        return
    if Subscriber.objects.filter(asked_at__gt=at - timedelta(hours=1)).count() >= MOST_AN_HOUR:
        return
    if known is None:
        known = Subscriber(
            email=email.lower(), only_notice=notice, created_at=at, asked_this_month=0
        )
    if known.pk and at - known.asked_at > MONTH:
        known.asked_this_month = 0
    known.state = SubscriberState.PENDING
    known.asked_at = at
    known.asked_this_month += 1
    wanted = list(Component.objects.public().filter(public_id__in=list(components)))
    known.everything = not wanted
    known.save()
    known.components.set(wanted)
    _ask(known, at=at)


def _may_ask(known: Subscriber, at: datetime) -> bool:
    waited = at - known.asked_at
    return waited > ASK_AGAIN_AFTER and (known.asked_this_month < MOST_A_MONTH or waited > MONTH)


def _ask(subscriber: Subscriber, *, at: datetime) -> None:
    page = Page.objects.the_page()
    link = confirm_url(subscriber)
    hours = 48
    text = (
        f"Somebody, probably you, asked for status updates of {page.name} at this address.\n\n"
        f"Confirm here: {link}\n\n"
        f"The link works for {hours} hours. If it was not you, do nothing: "
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
        to=[Recipient(address=subscriber.email)],
        at=at,
    )
