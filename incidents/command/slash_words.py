"""Words that begin with a slash, typed into the composer."""

from dataclasses import dataclass

from incidents.catalog.models import UnknownSeverity, parse_severity
from incidents.record.models.entry import WRITTEN_BY_HAND


class UnknownWord(ValueError):
    """No such slash word, or it lacks something."""


@dataclass(frozen=True)
class Command:
    """What was asked: `entry` with a kind, `severity` with a level, or `update`."""

    verb: str
    text: str
    kind: str = "note"
    level: int = 0


def parse(text: str, *, kind: str) -> Command:
    """Read the composer's text; without a slash it is an entry of the chosen kind."""
    if not text.startswith("/"):
        return Command("entry", text, kind=kind)
    word, _, rest = text[1:].partition(" ")
    rest = rest.strip()
    if word in {one.value for one in WRITTEN_BY_HAND}:
        if not rest:
            raise UnknownWord(f"Write the {word} after /{word}.")
        return Command("entry", rest, kind=word)
    if word in {"sev", "severity"}:
        level, _, reason = rest.partition(" ")
        try:
            return Command("severity", reason.strip(), level=parse_severity(level))
        except UnknownSeverity as error:
            raise UnknownWord(f"{error} Example: /sev 1 Half of payments fail") from error
    if word == "update":
        return Command("update", rest)
    raise UnknownWord(
        f"/{word} is not known. There are /note, /decision, /evidence, /action, /hypothesis, "
        "/sev and /update."
    )
