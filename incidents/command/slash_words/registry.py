"""Every slash word, and doing what one says."""

from collections.abc import Sequence
from datetime import datetime

from incidents.command.slash_words import asking, commanding, investigating, opening, writing
from incidents.command.slash_words.reading import moment_in
from incidents.command.slash_words.word import Answer, Refused, Said, SlashWord
from incidents.record.models import Incident
from incidents.record.models.entry import WRITTEN_BY_HAND
from incidents.record.uploads import Upload
from portal.people.groups import who_can
from portal.people.models import User

WORDS: tuple[SlashWord, ...] = (
    writing.NOTE,
    writing.DECISION,
    writing.EVIDENCE,
    writing.ACTION,
    investigating.HYPOTHESIS,
    writing.FIRST_SIGNAL,
    investigating.TASK,
    investigating.FINISH,
    investigating.CONFIRM,
    investigating.RULE_OUT,
    commanding.SEVERITY,
    commanding.ASSIGN,
    commanding.HAND_OVER,
    opening.UPDATE,
    commanding.IMPACT,
    commanding.PAGE,
    asking.ESCALATE,
    commanding.BRIDGE,
    opening.RESOLVE,
)


def perform(
    *,
    incident: Incident,
    text: str,
    by: User,
    at: datetime,
    kind: str = "note",
    key: str | None = None,
    occurred_at: datetime | None = None,
    files: Sequence[Upload] = (),
) -> Answer:
    """Do what a text says; without a slash it becomes an entry of `kind`. The same `key`
    twice writes one entry. Raises Refused, in words, and then nothing was done."""
    text = text.replace("\0", "").strip()
    typed, text = moment_in(text, by=by, at=at)
    word, rest = _read(text, kind=kind)
    if not by.has_perm(word.permission):
        can = " or ".join(who_can(word.permission)) or "Nobody"
        raise Refused(f"You may not /{word.word} here. {can} can: ask one of them.")
    later, rest = moment_in(rest, by=by, at=at)
    happened = later or typed or occurred_at
    if files and word not in writing.WORDS:
        raise Refused(f"Attach files to an entry: /{word.word} takes none.")
    said = Said(
        incident=incident,
        text=rest.strip(),
        by=by,
        at=at,
        occurred_at=happened,
        key=key,
        files=files,
    )
    try:
        return word.act(said)
    except word.refuses as error:
        raise Refused(_words_of(error)) from error


def _read(text: str, *, kind: str) -> tuple[SlashWord, str]:
    if not text.startswith("/") or text.startswith("//"):
        plain = kind if kind in WRITTEN_BY_HAND else "note"
        return _named(plain.replace("_", "-")), text.removeprefix("/")
    name, *rest = text[1:].split(maxsplit=1)[:2] or [""]
    return _named(name.lower()), rest[0] if rest else ""


def _named(name: str) -> SlashWord:
    for word in WORDS:
        if name == word.word or name in word.aliases:
            return word
    known = " ".join(f"/{word.word}" for word in WORDS)
    raise Refused(
        f"/{name[:40]} is not known. There are {known}. To begin a line with a slash, write two."
    )


def _words_of(error: Exception) -> str:
    messages = getattr(error, "messages", None)
    return " ".join(messages) if messages else str(error)
