"""What a slash word is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from incidents.record.models import Incident
from incidents.record.uploads import Upload
from portal.people.models import User


class Refused(ValueError):
    """Not done; the text says why and what to type instead."""


@dataclass(frozen=True)
class Said:
    """What was typed after a word: by whom, when, and when it happened where that was said."""

    incident: Incident
    text: str
    by: User
    at: datetime
    occurred_at: datetime | None = None
    key: str | None = None
    files: Sequence[Upload] = ()


@dataclass(frozen=True)
class Answer:
    """What to say when it is done; `url` where the person goes on, if elsewhere."""

    says: str
    url: str = ""


@dataclass(frozen=True)
class SlashWord:
    """`refuses`: the errors of the action behind it, which are told in their own words."""

    word: str
    does: str
    example: str
    permission: str
    act: Callable[[Said], Answer]
    refuses: tuple[type[Exception], ...] = ()
    aliases: tuple[str, ...] = ()
