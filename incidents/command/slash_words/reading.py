"""Reading people, roles and times as they are typed under stress."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from incidents.command.slash_words.word import Refused
from incidents.record.models import Role
from portal.people.models import User

ROLE_WORDS: dict[str, Role] = {
    **{role.label.lower(): role for role in Role},
    **{role.value.replace("_", " "): role for role in Role},
    "ic": Role.COMMANDER,
    "command": Role.COMMANDER,
    "commander": Role.COMMANDER,
    "tech lead": Role.TECHNICAL_LEAD,
    "tech": Role.TECHNICAL_LEAD,
    "technical": Role.TECHNICAL_LEAD,
    "comms lead": Role.COMMUNICATIONS_LEAD,
    "comms": Role.COMMUNICATIONS_LEAD,
    "communications": Role.COMMUNICATIONS_LEAD,
    "support": Role.SUPPORT_LIAISON,
    "executive": Role.EXECUTIVE_LIAISON,
    "exec liaison": Role.EXECUTIVE_LIAISON,
    "exec": Role.EXECUTIVE_LIAISON,
}
_LONGEST_NAME = 4
MOMENT = re.compile(
    r"@(?:(?P<day>\d{4}-\d{2}-\d{2})[ T])?(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)"
    r"(?:\s*(?P<utc>UTC|Z)\b)?(?!\S)\s*"
)


def moment_in(text: str, *, by: User, at: datetime) -> tuple[datetime | None, str]:
    """The time typed in front, like "@13:57 …", in the person's zone unless UTC is said, and
    the words after it. A time of day that has not come yet was yesterday's."""
    written = MOMENT.match(text)
    if written is None:
        return None, text
    zone = ZoneInfo("UTC") if written["utc"] else _zone_of(by)
    here = at.astimezone(zone)
    try:
        day = datetime.fromisoformat(written["day"]).date() if written["day"] else here.date()
    except ValueError as error:
        raise Refused(f"{written['day']} is no day. Write it like @2026-11-19 13:57.") from error
    hour, minute = int(written["hour"]), int(written["minute"])
    moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
    if moment > here:
        if written["day"]:
            raise Refused(f"{day} {hour:02}:{minute:02} has not come yet: write when it happened.")
        moment -= timedelta(days=1)
    return moment.astimezone(UTC), text[written.end() :]


def _zone_of(person: User) -> ZoneInfo:
    try:
        return ZoneInfo(person.time_zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def role_in(text: str) -> tuple[Role, str]:
    """The role a text begins with, and the words after it."""
    for words in sorted(ROLE_WORDS, key=len, reverse=True):
        begun = re.match(words.replace(" ", r"[\s_-]+") + r"(?!\S)\s*", text.strip(), re.IGNORECASE)
        if begun is not None:
            return ROLE_WORDS[words], text.strip()[begun.end() :]
    known = ", ".join(role.label.lower() for role in Role)
    raise Refused(f"Which role? There are {known}.")


def person_in(text: str, *, by: User) -> tuple[User, str]:
    """The person a text begins with (a name, its first word, an address, "me"), and the rest."""
    words = text.split()
    if not words:
        raise Refused("Whom? Write a name, like Tom, or an address.")
    first = words[0].lstrip("@").rstrip(",:;.")
    if first.lower() == "me":
        return by, " ".join(words[1:])
    active = User.objects.active()
    if "@" in first:
        found = active.filter(email__iexact=first).first()
        if found is None:
            raise Refused(f"Nobody here has the address {first}.")
        return found, " ".join(words[1:])
    known = list(active.filter(name__icontains=first).named()[:50])
    for count in range(min(len(words), _LONGEST_NAME), 0, -1):
        spoken = " ".join(words[:count]).lstrip("@").rstrip(",:;.").casefold()
        matching = [one for one in known if _is_called(one, spoken)]
        if len(matching) == 1:
            return matching[0], " ".join(words[count:])
        if matching:
            names = ", ".join(one.get_full_name() for one in matching[:5])
            raise Refused(f"Several people are called that: {names}. Write the whole name.")
    raise Refused(f"Nobody here is called {first}. Write a name as it stands in On call.")


def _is_called(person: User, spoken: str) -> bool:
    name = person.get_full_name().casefold()
    return name == spoken or spoken in name.split()
