"""A task in one line, as people type it in a hurry.

    Test H1 from a second network @tom 10m
    Count customers charged twice @ana by 14:45
    Reproduce with the old client

A name after @ is the assignee (first name, whole name without spaces, or the address before
its @; "me" is the writer). A duration or a time of day at the end is the checkpoint. H1 names
a hypothesis. Everything else is the task.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from portal.people.models import User

_NAME = re.compile(r"(?:(?<=\s)|^)@([\w.\-]+)(?=\s|$|[,;])")
_LASTING = re.compile(
    r"(?:^|\s)(?:in\s+|within\s+)?(?:(\d{1,2})\s?h(?:ours?)?)?\s?(?:(\d{1,3})\s?m(?:in(?:utes?|s)?)?\.?)?$",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?:^|\s)(?:by|at|until)?\s*([01]?\d|2[0-3]):([0-5]\d)$", re.IGNORECASE)
_HYPOTHESIS = re.compile(r"\bH(\d{1,3})\b")
MOST = timedelta(hours=24)


class UnreadableTask(ValueError):
    """The line names nobody who is here, or a time that does not come."""


@dataclass(frozen=True)
class TaskLine:
    text: str
    assignee: User | None = None
    checkpoint_at: datetime | None = None
    hypothesis: int | None = None


def read_task(line: str, *, people: Iterable[User], by: User, at: datetime) -> TaskLine:
    """Read a line; times of day are in the writer's zone. Raises UnreadableTask."""
    named = _NAME.findall(line)
    if len(named) > 1:
        raise UnreadableTask("One task has one assignee. Add a second task for the second person.")
    text = " ".join(_NAME.sub(" ", line).split())
    text, checkpoint_at = _checkpoint(text, zone=ZoneInfo(by.time_zone or "UTC"), at=at)
    assignee = _person(named[0].strip("."), list(people), by) if named else None
    speaks_of = _HYPOTHESIS.search(text)
    number = int(speaks_of.group(1)) if speaks_of else None
    return TaskLine(text.rstrip(" ,;"), assignee, checkpoint_at, number)


def read_checkpoint(text: str, *, by: User, at: datetime) -> datetime | None:
    """Only a time: "10m", "1h 30m", "14:45"; nothing is no time. Raises UnreadableTask."""
    if not text.strip():
        return None
    rest, moment = _checkpoint(text.strip(), zone=ZoneInfo(by.time_zone or "UTC"), at=at)
    if rest or moment is None:
        raise UnreadableTask(f"“{text.strip()}” is no time. Write it like 10m, 1h 30m or 14:45.")
    return moment


def read_person(text: str, *, people: Iterable[User], by: User) -> User:
    """Only a name, with @ or without. Raises UnreadableTask."""
    name = "".join(text.split()).removeprefix("@")
    if not name:
        raise UnreadableTask("Say who takes it, like @tom.")
    return _person(name, list(people), by)


def _checkpoint(text: str, *, zone: ZoneInfo, at: datetime) -> tuple[str, datetime | None]:
    lasting = _LASTING.search(text)
    if lasting and (lasting.group(1) or lasting.group(2)):
        hours, minutes = int(lasting.group(1) or 0), int(lasting.group(2) or 0)
        wait = timedelta(hours=hours, minutes=minutes)
        if not timedelta() < wait <= MOST:
            raise UnreadableTask("A checkpoint comes within a day, and not at once: like 10m.")
        return text[: lasting.start()].strip(), at + wait
    clock = _CLOCK.search(text)
    if clock:
        return text[: clock.start()].strip(), _next(time(int(clock[1]), int(clock[2])), zone, at)
    return text, None


def _next(wanted: time, zone: ZoneInfo, at: datetime) -> datetime:
    """When the clock on the wall shows this next; half a day back is a slip, not tomorrow."""
    local = at.astimezone(zone)
    today = datetime.combine(local.date(), wanted, tzinfo=zone)
    if today > at:
        return today
    if at - today < timedelta(hours=12):
        raise UnreadableTask(
            f"{wanted:%H:%M} has passed, it is {local:%H:%M} {local.tzname()}. "
            "Choose a later time, or a duration like 10m."
        )
    return datetime.combine(local.date() + timedelta(days=1), wanted, tzinfo=zone)


def _person(name: str, people: list[User], by: User) -> User:
    if name.lower() == "me":
        return by
    known: dict[str, list[User]] = {}
    for one in people:
        for handle in _handles(one):
            known.setdefault(handle, []).append(one)
    found = known.get(name.lower(), [])
    if len(found) == 1:
        return found[0]
    if found:
        several = ", ".join(f"@{one.email.partition('@')[0]} ({one})" for one in found[:4])
        raise UnreadableTask(f"@{name} may be several people: {several}. Name one of them.")
    close = get_close_matches(name.lower(), known, n=1, cutoff=0.6)
    hint = f" Did you mean @{close[0]}?" if close else " Write it like @tom, or leave it out."
    raise UnreadableTask(f"Nobody who works in incidents is called @{name}.{hint}")


def _handles(person: User) -> set[str]:
    words = person.get_full_name().lower().split()
    local = person.email.partition("@")[0].lower()
    return {local, words[0], "".join(words), ".".join(words)}
