"""Send somebody the link by which they change their subscription."""

from datetime import datetime

from statuspage.links import MANAGE_WITHIN, manage_url
from statuspage.models import Page, Subscriber, SubscriberState
from statuspage.single import Single, send_single
from statuspage.spoken import words_in

KEPT = (SubscriberState.ACTIVE, SubscriberState.QUARANTINED)
MOST = 3


def send_manage_link(*, channel: str, address: str, at: datetime) -> bool:
    """A link for each of their subscriptions, MOST at most; False when they have none."""
    page = Page.objects.the_page()
    theirs = Subscriber.objects.filter(channel=channel, address__iexact=address, state__in=KEPT)
    found = list(theirs.order_by("pk")[:MOST])
    for subscriber in found:
        words = words_in(page.language_for(subscriber.language))
        single = Single(
            kind="statuspage.manage",
            event_type="subscription.manage",
            key=f"manage:{subscriber.pk}:{at.isoformat()}",
            subject=words["change"].format(page=page.name),
            says=words["change_says"].format(page=page.name),
            button=words["change_button"],
            link=manage_url(subscriber.pk),
            link_name="manage_url",
            after=words["change_after"].format(days=MANAGE_WITHIN.days),
        )
        send_single(single, subscriber=subscriber, page=page, at=at)
    return bool(found)
