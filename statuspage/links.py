"""Links that mails carry, each signed for one purpose."""

from datetime import timedelta

from django.conf import settings
from django.core import signing

from statuspage.models import Subscriber

CONFIRM = "statuspage.confirm"
LEAVE = "statuspage.leave"
CONFIRM_WITHIN = timedelta(hours=48)


def confirm_url(subscriber: Subscriber) -> str:
    return f"{settings.SITE_URL}/subscribe/confirm/{signing.dumps(subscriber.pk, salt=CONFIRM)}/"


def leave_url(subscriber_pk: int) -> str:
    return f"{settings.SITE_URL}/unsubscribe/{signing.dumps(subscriber_pk, salt=LEAVE)}/"


def subscriber_of(token: str, *, purpose: str) -> Subscriber | None:
    """Who holds this link, or None for a wrong, altered or expired one."""
    age = CONFIRM_WITHIN if purpose == CONFIRM else None
    try:
        pk = signing.loads(token, salt=purpose, max_age=age)
    except signing.BadSignature:
        return None
    return Subscriber.objects.filter(pk=pk).first()
