"""A test that really leaves."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.oncall.models import ContactWay
from incidents.oncall.paging.contacting import UnusableWay
from portal.post import post
from portal.post.drafts import Channel, Draft, Lane, Recipient
from portal.post.ways import devices_of, open_ways

NOT_SOONER = timedelta(seconds=30)
WORDS = "This is a test of how Allclear reaches you. Nothing is broken."


@transaction.atomic
def try_way(*, way: ContactWay, at: datetime) -> ContactWay:
    """Send what a page would be sent by; its delivery says what happened. Raises UnusableWay."""
    way = ContactWay.objects.select_for_update(of=("self",)).select_related("person").get(pk=way.pk)
    if not way.is_verified:
        raise UnusableWay("Confirm it first: type the code that was sent.")
    if way.tested_at is not None and at < way.tested_at + NOT_SOONER:
        raise UnusableWay("A test left a moment ago. Give it half a minute.")
    if Channel(way.channel) not in open_ways():
        raise UnusableWay(f"{way.get_channel_display()} is not set up here: ask a manager.")
    to = _recipients(way)
    if not to:
        raise UnusableWay("No browser of yours takes notifications yet. Allow them first.")
    message = post.send(
        Draft(
            kind="oncall.contact_test",
            subject="Test: this is how a page reaches you",
            text=f"{WORDS}\n\nA page says what is broken and has a link to acknowledge.\n",
            key=f"contact-test:{way.pk}:{at:%Y%m%dT%H%M%S%f}",
            lane=Lane.URGENT,
            about=way,
            short=WORDS,
        ),
        to=to,
        at=at,
        by=way.person,
    )
    way.tested_at, way.test = at, message.deliveries.order_by("pk").first()
    way.refused_at, way.refused_why = None, ""
    way.save(update_fields=["tested_at", "test", "refused_at", "refused_why"])
    return way


def _recipients(way: ContactWay) -> list[Recipient]:
    if way.channel == Channel.PUSH:
        return devices_of(way.person)
    address = way.address or way.person.email
    return [Recipient(address, channel=way.channel, name=way.person.name, person=way.person)]
