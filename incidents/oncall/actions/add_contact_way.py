"""Somebody says how else they are reached."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.actions.send_way_code import send_way_code
from incidents.oncall.models import ContactWay
from incidents.oncall.paging.contacting import MOST_WAYS, UnusableWay, normal_address
from portal.people.models import User
from portal.post.drafts import Channel
from portal.post.ways import open_ways


@transaction.atomic
def add_contact_way(*, person: User, channel: str, address: str, at: datetime) -> ContactWay:
    """Store it and send a code to it: nothing else goes there before it is typed back. Raises
    UnusableWay."""
    written = normal_address(channel, address)
    User.objects.select_for_update().get(pk=person.pk)
    own = ContactWay.objects.filter(person=person)
    known = own.filter(channel=channel, address=written).first()
    if known is not None:
        raise UnusableWay("You have this way already.")
    if own.count() >= MOST_WAYS:
        raise UnusableWay(f"{MOST_WAYS} ways are enough: remove one first.")
    if Channel(channel) not in open_ways():
        name = Channel(channel).label
        raise UnusableWay(f"{name} is not set up here. A manager does it in the admin.")
    way = ContactWay.objects.create(person=person, channel=channel, address=written, added_at=at)
    send_way_code(way=way, at=at)
    return way
