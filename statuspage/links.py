"""Links that messages carry; those that are somebody's own are signed for one purpose."""

from datetime import timedelta

from django.conf import settings
from django.core import signing

from statuspage.models import Notice, Subscriber

CONFIRM = "statuspage.confirm"
LEAVE = "statuspage.leave"
MANAGE = "statuspage.manage"
CONFIRM_WITHIN = timedelta(hours=48)
MANAGE_WITHIN = timedelta(days=30)
_WITHIN = {CONFIRM: CONFIRM_WITHIN, MANAGE: MANAGE_WITHIN}


def notice_address(notice: Notice) -> str:
    """Where everybody reads it."""
    return f"{settings.SITE_URL}/incidents/{notice.public_id}/"


def confirm_url(subscriber: Subscriber) -> str:
    return f"{settings.SITE_URL}/subscribe/confirm/{signing.dumps(subscriber.pk, salt=CONFIRM)}/"


def leave_url(subscriber_pk: int) -> str:
    return f"{settings.SITE_URL}/unsubscribe/{signing.dumps(subscriber_pk, salt=LEAVE)}/"


def manage_url(subscriber_pk: int) -> str:
    """Another right than leaving: it shows and changes everything of the subscription."""
    return f"{settings.SITE_URL}/subscribe/manage/{signing.dumps(subscriber_pk, salt=MANAGE)}/"


def subscriber_of(token: str, *, purpose: str) -> Subscriber | None:
    """Who holds this link, or None for a wrong, altered or expired one."""
    try:
        pk = signing.loads(token, salt=purpose, max_age=_WITHIN.get(purpose))
    except signing.BadSignature:
        return None
    return Subscriber.objects.filter(pk=pk).first()
