"""Ask the owner of an address whether they want to be told."""

from datetime import datetime

from statuspage.links import CONFIRM_WITHIN, confirm_url
from statuspage.models import Page, Subscriber
from statuspage.single import Single, send_single


def ask_confirmation(*, subscriber: Subscriber, at: datetime) -> None:
    """One message over the very channel they ask for; it carries nothing anybody wrote."""
    page = Page.objects.the_page()
    hours = CONFIRM_WITHIN.total_seconds() / 3600
    single = Single(
        kind="statuspage.confirm",
        event_type="subscription.confirm",
        key=f"confirm:{subscriber.pk}:{at.isoformat()}",
        subject=f"[{page.name}] Confirm your subscription",
        says=f"Somebody, probably you, asked for status updates of {page.name} here.",
        button="Confirm subscription",
        link=confirm_url(subscriber),
        link_name="confirm_url",
        after=(
            f"The link works for {hours:.0f} hours. If it was not you, do nothing: "
            "without the confirmation we send nothing."
        ),
    )
    send_single(single, subscriber=subscriber, page=page, at=at)
