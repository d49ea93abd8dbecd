"""Ask the owner of an address whether they want to be told."""

from datetime import datetime

from statuspage.links import CONFIRM_WITHIN, confirm_url
from statuspage.models import Page, Subscriber
from statuspage.single import Single, send_single
from statuspage.spoken import words_in


def ask_confirmation(*, subscriber: Subscriber, at: datetime) -> None:
    """One message over the very channel they ask for; it carries nothing anybody wrote."""
    page = Page.objects.the_page()
    words = words_in(page.language_for(subscriber.language))
    hours = CONFIRM_WITHIN.total_seconds() / 3600
    single = Single(
        kind="statuspage.confirm",
        event_type="subscription.confirm",
        key=f"confirm:{subscriber.pk}:{at.isoformat()}",
        subject=words["ask"].format(page=page.name),
        says=words["ask_says"].format(page=page.name),
        button=words["ask_button"],
        link=confirm_url(subscriber),
        link_name="confirm_url",
        after=words["ask_after"].format(hours=round(hours)),
    )
    send_single(single, subscriber=subscriber, page=page, at=at)
