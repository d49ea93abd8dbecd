"""In which order somebody is called."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from incidents.oncall.models import ContactRule, ContactWay, Urgency
from incidents.oncall.paging.contacting import LONGEST_WAIT, MOST_STEPS, OWN, UnusableWay
from portal.people.actions.audit import audit
from portal.people.models import User


@transaction.atomic
def set_contact_rules(
    *, person: User, urgency: str, steps: Sequence[tuple[int, str]], at: datetime
) -> None:
    """Replace the steps of an urgency by these: minutes and the way's key (its number, or
    ``email`` and ``push``). Raises UnusableWay."""
    User.objects.select_for_update().get(pk=person.pk)
    if urgency not in Urgency.values or len(steps) > MOST_STEPS:
        raise UnusableWay(f"{MOST_STEPS} steps are enough.")
    if any(not 0 <= minutes <= LONGEST_WAIT for minutes, _ in steps):
        raise UnusableWay(f"A step comes after 0 to {LONGEST_WAIT} minutes.")
    found = {(minutes, way_of(person, key, at=at)) for minutes, key in steps}
    rules = ContactRule.objects.filter(person=person, urgency=urgency)
    before = [f"{one.way.channel} after {one.minutes}" for one in rules.select_related("way")]
    rules.delete()
    for minutes, way in sorted(found, key=lambda one: (one[0], one[1].pk)):
        ContactRule.objects.create(person=person, urgency=urgency, minutes=minutes, way=way)
    audit(
        by=person,
        at=at,
        verb=f"changed how {urgency} pages reach",
        subject=f"people.user:{person.pk}",
        subject_name=str(person),
        before={"steps": before},
        after={"steps": [f"{way.channel} after {minutes}" for minutes, way in found]},
    )


def way_of(person: User, key: str, *, at: datetime) -> ContactWay:
    """The person's way of this key; the account's own come into being when they are chosen."""
    if key in OWN:
        own, _ = ContactWay.objects.get_or_create(
            person=person, channel=key, address="", defaults={"added_at": at}
        )
        return own
    number = int(key) if key.isascii() and key.isdecimal() and len(key) < 19 else 0  # noqa: PLR2004
    found = ContactWay.objects.filter(person=person, pk=number).first()
    if found is None:
        raise UnusableWay("This way is gone. Choose another.")
    return found
