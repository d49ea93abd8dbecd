"""When maintenance that comes again and again happens, by RFC 5545 rules."""

from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rruleset, rrulestr

from portal.clock.wall import instant

# How far ahead occurrences are made, and how many at most.
AHEAD = timedelta(days=60)
MOST = 20
PARTS = {
    "FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS",
    "BYWEEKNO", "BYYEARDAY", "WKST",
}  # fmt: skip
FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}


class UnusableRule(ValueError):
    """The rule of a series cannot be understood, or comes too often; the text says why."""


def occurrences(
    rule: str, *, first_at: datetime, time_zone: str, after: datetime, until: datetime
) -> list[datetime]:
    """The instants after one moment and up to another, at most MOST, in UTC.

    A rule speaks of the clock on the wall: 02:00 stays 02:00 through daylight saving; where
    a night skips it, it is the first instant after the gap. Raises UnusableRule.
    """
    zone = ZoneInfo(time_zone)
    local = first_at.astimezone(zone).replace(tzinfo=None)
    # A day of room: the wall's clock and UTC differ by less.
    day = timedelta(days=1)
    floor = (after.astimezone(UTC).replace(tzinfo=None)) - day
    found: list[datetime] = []
    for moment in islice(_parsed(rule, local).xafter(max(floor, local - day), inc=True), MOST * 3):
        at = instant(moment.date(), moment.time(), zone)
        if at > until or len(found) == MOST:
            break
        if at > after and at >= first_at:
            found.append(at)
    return found


def check_rule(rule: str, *, first_at: datetime, time_zone: str) -> None:
    """Raises UnusableRule for what is no rule, or has no occurrence."""
    _parsed(rule, first_at.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None))
    year = timedelta(days=400)
    before = first_at - timedelta(seconds=1)
    if not occurrences(
        rule, first_at=first_at, time_zone=time_zone, after=before, until=first_at + year
    ):
        raise UnusableRule("This rule has no occurrence within a year. Widen it.")


def _parsed(rule: str, first: datetime) -> rrule:
    plain = rule.strip().upper().removeprefix("RRULE:")
    parts = dict(part.partition("=")[::2] for part in plain.split(";") if part)
    unknown = [name for name in parts if name not in PARTS]
    if unknown or parts.get("FREQ") not in FREQUENCIES:
        raise UnusableRule(
            "Write a rule like FREQ=WEEKLY;BYDAY=SU or FREQ=MONTHLY;BYDAY=1SA. "
            "It may come daily, weekly, monthly or yearly."
        )
    if parts.get("INTERVAL", "1").strip("0") == "":
        raise UnusableRule("INTERVAL counts from 1.")
    if parts.get("UNTIL", "").endswith("Z"):
        raise UnusableRule("Write UNTIL in the series' own zone, without Z: UNTIL=20271231T000000.")
    try:
        parsed = rrulestr(plain, dtstart=first)
    except (ValueError, TypeError) as error:
        raise UnusableRule(f"This rule cannot be understood: {error}.") from error
    if isinstance(parsed, rruleset):
        raise UnusableRule("One rule a series.")
    return parsed
