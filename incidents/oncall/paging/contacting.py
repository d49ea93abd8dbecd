"""What a person may be reached by, and how much of it works."""

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from incidents.oncall.models import ContactRule, ContactWay, Urgency
from incidents.oncall.paging.reaching import masked
from portal.people.models import User
from portal.post.drafts import Channel
from portal.post.models import DeliveryState
from portal.post.numbers import NotANumber, normal_number
from portal.post.ways import devices_of, open_ways

TYPED = (
    Channel.SMS, Channel.VOICE, Channel.SLACK_USER, Channel.TEAMS, Channel.EMAIL, Channel.WEBHOOK,
)  # fmt: skip
OWN = (Channel.EMAIL, Channel.PUSH)
MOST_WAYS, MOST_STEPS, LONGEST_WAIT = 12, 8, 120
_SLACK_MEMBER = re.compile(r"[UW][A-Z0-9]{5,20}")


class UnusableWay(ValueError):
    """It cannot be a way to somebody; the text says why and what to do instead."""


@dataclass(frozen=True)
class Known:
    """A way as its owner sees it. `key` names it in forms: its number, or ``email`` and
    ``push`` for the account's own; `works` when a page could leave by it now."""

    key: str
    way: ContactWay
    name: str
    shown: str
    works: bool
    why_not: str


def normal_address(channel: str, typed: str) -> str:
    """As it is stored. Raises UnusableWay."""
    address = typed.strip()
    if channel in (Channel.SMS, Channel.VOICE):
        try:
            return normal_number(address)
        except NotANumber as error:
            raise UnusableWay(str(error)) from error
    if channel == Channel.EMAIL:
        try:
            validate_email(address)
        except ValidationError as error:
            raise UnusableWay("Write a whole e-mail address, like ana@example.com.") from error
        return address.lower()
    if channel == Channel.SLACK_USER:
        if not _SLACK_MEMBER.fullmatch(address.upper()):
            raise UnusableWay(
                "Write your member ID, like U012AB3CD: profile, More, Copy member ID."
            )
        return address.upper()
    if channel in (Channel.TEAMS, Channel.WEBHOOK):
        parts = urlsplit(address)
        if parts.scheme != "https" or not parts.hostname:
            raise UnusableWay("Write the whole address of the webhook, beginning with https://.")
        return address
    raise UnusableWay("Choose one of the ways of the list.")


def ways_of(person: User) -> list[Known]:
    """The account's own ways first, then what was typed; also those nobody chose yet."""
    rows = list(
        ContactWay.objects.filter(person=person).select_related("test").order_by("added_at", "pk")
    )
    ready = open_ways()
    devices = [one.name for one in devices_of(person)]
    own = {row.channel: row for row in rows if row.is_own}
    own_ways = [own.get(one) or ContactWay(person=person, channel=one) for one in OWN]
    return [
        _known(way, person, ready, devices) for way in (*own_ways, *(r for r in rows if r.address))
    ]


def rules_of(person: User) -> dict[str, list[ContactRule]]:
    found: dict[str, list[ContactRule]] = {urgency: [] for urgency in Urgency.values}
    for rule in ContactRule.objects.filter(person=person).select_related("way").in_order():
        found[rule.urgency].append(rule)
    return found


def reached_words(person: User) -> str:
    """ "Notification, then SMS …78 after 2 min": an urgent page, as its person set it."""
    rules = ContactRule.objects.filter(person=person, urgency=Urgency.URGENT)
    said = []
    for rule in rules.select_related("way").in_order():
        name = masked(rule.way.channel, rule.way.address)
        said.append(f"{name} after {rule.minutes} min" if rule.minutes else name)
    return ", then ".join(said) or "e-mail only"


def warnings_for(ways: Iterable[Known], rules: dict[str, list[ContactRule]]) -> list[str]:
    """What would keep a page from arriving."""
    ways = list(ways)
    by_pk = {one.way.pk: one for one in ways if one.way.pk}
    bare = [urgency.label for urgency in Urgency if not rules[urgency]]
    found = []
    if bare:
        which = "Pages" if len(bare) == len(Urgency) else f"{bare[0]} pages"
        found.append(f"{which} come by the e-mail of your account only, and mail wakes nobody.")
    for urgency in Urgency:
        steps = rules[urgency]
        last = by_pk.get(steps[-1].way_id) if steps else None
        if last is not None and not last.works:
            found.append(f"{urgency.label} pages end in {last.name}: {last.why_not}")
        elif steps and not any(by_pk[one.way_id].works for one in steps if one.way_id in by_pk):
            found.append(f"{urgency.label} pages name no way that works: they come by e-mail.")
    if sum(one.works for one in ways) == 1:
        found.append("Only one way reaches you. Add a second: a single one fails some night.")
    return found


def code_digest(way: ContactWay, code: str) -> str:
    key = hashlib.sha256(b"contact code" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, f"{way.pk}:{code}".encode(), "sha256").hexdigest()


def _known(way: ContactWay, person: User, ready: set[Channel], devices: list[str]) -> Known:
    channel = Channel(way.channel)
    why_not = _why_not(way, channel, ready, devices)
    if way.is_own:
        name = "E-mail of your account" if channel == Channel.EMAIL else "Notification"
        shown = person.email if channel == Channel.EMAIL else ", ".join(devices)
        return Known(channel.value, way, name, shown, not why_not, why_not)
    name = masked(channel, way.address)
    return Known(str(way.pk), way, name, way.address, not why_not, why_not)


def _why_not(way: ContactWay, channel: Channel, ready: set[Channel], devices: list[str]) -> str:
    if not way.is_verified:
        return "not confirmed yet: type the code that was sent."
    if channel not in ready:
        return "not set up for this company: a manager does it in the admin."
    if channel == Channel.PUSH and not devices:
        return "no browser of yours takes notifications yet."
    if way.refused_at is not None:
        return f"refused lately: {way.refused_why or 'test it again'}"
    return ""


def test_words(way: ContactWay) -> str:
    """What became of the newest test."""
    if way.tested_at is None:
        return ""
    if way.test is None or way.test.state == DeliveryState.SENT:
        return "it left"
    if way.test.state == DeliveryState.PARKED:
        return f"failed: {way.test.last_error or 'it was refused'}"
    said = way.test.last_error
    return f"waiting: {said}" if said else "on its way"
