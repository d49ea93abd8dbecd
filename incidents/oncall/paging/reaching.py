"""By which ways somebody is called, and when each comes."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from incidents.catalog.models import Policy
from incidents.catalog.models.severity import ResponseScale
from incidents.oncall.models.contact import NOISY, ContactRule, ContactWay, QuietHours, Urgency
from incidents.oncall.models.page import PlanStep
from portal.clock.wall import instant
from portal.people.models import User
from portal.post.drafts import Channel
from portal.post.ways import devices_of, open_ways

# The order in which "every way" is tried: all of them leave at once.
_LOUDEST = (Channel.VOICE, Channel.SMS, Channel.PUSH, Channel.SLACK_USER, Channel.TEAMS)


def is_urgent(rules: Policy) -> bool:
    """What business hours are enough for is not."""
    return rules.response_scale != ResponseScale.BUSINESS_HOURS


def plans_for(
    people: Iterable[User], *, urgent: bool, at: datetime, every_way: bool = False
) -> dict[int, list[PlanStep]]:
    """Each person's ways in order, as their rules say, by their key; those that are not set up
    are passed over. Without any, by the account's e-mail at once."""
    people, ready = list(people), open_ways()
    if every_way:
        ways = _ways_of(people)
        return {
            one.pk: _whole(one, [(0, way) for way in ways.get(one.pk, [])], ready) for one in people
        }
    rules = _rules_of(people, Urgency.URGENT if urgent else Urgency.NORMAL)
    quiet = {} if urgent else _quiet_of(people)
    return {
        one.pk: _hushed(_in_order(_steps(one, rules.get(one.pk, []), ready)), quiet.get(one.pk))
        or [mail_to(one)]
        for one in people
    }


def quiet_until(step: PlanStep, *, at: datetime) -> datetime | None:
    """When the quiet hours end in which this step falls now; None when it may go out."""
    if not step.get("quiet"):
        return None
    begins, ends, zone_name = step["quiet"]
    zone, start, end = _zone(zone_name), time.fromisoformat(begins), time.fromisoformat(ends)
    local = at.astimezone(zone)
    for day in (local.date() - timedelta(days=1), local.date()):
        last = day if start < end else day + timedelta(days=1)
        opens, closes = instant(day, start, zone), instant(last, end, zone)
        if opens <= at < closes:
            return closes
    return None


def masked(channel: str, address: str) -> str:
    """Enough to know the way by, too little to use it."""
    name = Channel(channel).label
    if channel in (Channel.SMS, Channel.VOICE):
        return f"{name} …{address[-2:]}"
    if channel == Channel.EMAIL and address:
        return f"{name} {address[:1]}…@{address.rpartition('@')[2]}"[:80]
    return str(name)


def _steps(
    person: User, rules: Iterable[tuple[int, ContactWay]], ready: set[Channel]
) -> list[PlanStep]:
    found: list[PlanStep] = []
    for minutes, way in rules:
        if Channel(way.channel) not in ready or not way.is_verified:
            continue
        if way.channel == Channel.PUSH:
            found += _devices(person, minutes)
            continue
        address = way.address or person.email
        label = masked(way.channel, way.address) if way.address else "E-mail"
        found.append(
            PlanStep(minutes=minutes, channel=way.channel, address=address, label=label[:80])
        )
    return found


def _in_order(steps: list[PlanStep]) -> list[PlanStep]:
    """By their minutes; the first always comes at once, also in place of one that cannot."""
    ordered = sorted(steps, key=lambda step: step["minutes"])
    if ordered and ordered[0]["minutes"]:
        early = ordered[0]["minutes"]
        ordered = [{**one, "minutes": one["minutes"] - early} for one in ordered]
    return ordered


def _hushed(steps: list[PlanStep], quiet: QuietHours | None) -> list[PlanStep]:
    if quiet is None:
        return steps
    return [
        {**one, "quiet": quiet.as_plan()} if Channel(one["channel"]) in NOISY else one
        for one in steps
    ]


def _whole(
    person: User, rules: list[tuple[int, ContactWay]], ready: set[Channel]
) -> list[PlanStep]:
    """Everything there is, at once, the account's e-mail among it."""
    typed = [(minutes, way) for minutes, way in rules if way.address]
    steps = _steps(person, typed, ready)
    if Channel.PUSH in ready:
        steps += _devices(person, 0)
    loud = sorted(steps, key=lambda step: _loudness(step["channel"]))
    return [*loud, mail_to(person)]


def _devices(person: User, minutes: int) -> list[PlanStep]:
    return [
        PlanStep(
            minutes=minutes,
            channel=one.channel,
            address=one.address,
            label=f"Notification, {one.name}"[:80],
        )
        for one in devices_of(person)
    ]


def _loudness(channel: str) -> int:
    return _LOUDEST.index(Channel(channel)) if channel in _LOUDEST else len(_LOUDEST)


def mail_to(person: User) -> PlanStep:
    return PlanStep(minutes=0, channel=Channel.EMAIL, address=person.email, label="E-mail")


def _rules_of(people: list[User], urgency: str) -> dict[int, list[tuple[int, ContactWay]]]:
    rules = ContactRule.objects.filter(person__in=people, urgency=urgency).in_order()
    found: dict[int, list[tuple[int, ContactWay]]] = {}
    for rule in rules.select_related("way"):
        found.setdefault(rule.person_id, []).append((rule.minutes, rule.way))
    return found


def _ways_of(people: list[User]) -> dict[int, list[ContactWay]]:
    found: dict[int, list[ContactWay]] = {}
    for way in ContactWay.objects.filter(person__in=people).order_by("pk"):
        found.setdefault(way.person_id, []).append(way)
    return found


def _quiet_of(people: list[User]) -> dict[int, QuietHours]:
    rows = QuietHours.objects.filter(person__in=people).select_related("person")
    return {one.person_id: one for one in rows}


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        return ZoneInfo("UTC")
