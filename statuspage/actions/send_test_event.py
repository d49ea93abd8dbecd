"""Let a subscriber see that what we send arrives."""

from datetime import datetime

from django.db import transaction

from statuspage.links import manage_url
from statuspage.models import Page, Subscriber, SubscriberState
from statuspage.single import Single, send_single
from statuspage.spoken import words_in


@transaction.atomic
def send_test_event(*, subscriber: Subscriber, at: datetime) -> bool:
    """One message that tells of nothing; False unless they are active."""
    if subscriber.state != SubscriberState.ACTIVE:
        return False
    page = Page.objects.the_page()
    words = words_in(page.language_for(subscriber.language))
    single = Single(
        kind="statuspage.test",
        event_type="subscription.test",
        key=f"test:{subscriber.pk}:{at.isoformat()}",
        subject=words["test"].format(page=page.name),
        says=words["test_says"].format(page=page.name),
        button=words["change_button"],
        link=manage_url(subscriber.pk),
        link_name="manage_url",
    )
    send_single(single, subscriber=subscriber, page=page, at=at)
    return True
