"""Which source to believe when they say different things.

Real user impact outranks every instrument: users and support first, then what looks at the
data itself, then vendors, monitoring, logs. Of an instrument its lag is told, and logs that
say nothing or "fine" while users fail are suspected themselves.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from incidents.record.models import Says, Signal, Source

BY_TRUST = (
    Source.USERS,
    Source.SUPPORT,
    Source.DATABASE,
    Source.VENDOR,
    Source.MONITORING,
    Source.LOGS,
)
PEOPLE = (Source.USERS, Source.SUPPORT)
MANY = {Source.USERS, Source.LOGS}
STALE = timedelta(minutes=30)
ALONE = {
    Says.DOWN: "it is down",
    Says.DEGRADED: "it is slow or partly broken",
    Says.UP: "it works",
    Says.SILENT: "nothing",
}
NAMED = {Source.DATABASE: "the database", Source.VENDOR: "the vendor", Source.LOGS: "logs"}


@dataclass(frozen=True)
class Weighed:
    """What the sources say together: a sentence, what to do, and whether they disagree."""

    sentence: str
    advice: str = ""
    conflict: bool = False


def weigh(signals: Iterable[Signal], *, at: datetime) -> Weighed | None:
    """From the newest signal of each source; None while fewer than two speak."""
    newest = sorted(signals, key=lambda one: BY_TRUST.index(Source(one.source)))
    if not newest:
        return None
    lying = _suspect_logs(newest)
    bad = [one for one in newest if one.is_bad]
    fine = [one for one in newest if one.says == Says.UP]
    if bad and fine:
        return _conflict(bad[0], fine[0], newest, lying, at=at)
    if lying:
        return Weighed(lying, "Verify with a real user journey by hand.", conflict=True)
    if len(newest) == 1:
        return None
    told = bad or fine
    if not told:
        return Weighed("No source says anything.", "Try what a customer does, by hand.")
    names = [_name(one.source) for one in told]
    agree = f"{_joined(names)} agree" if len(names) > 1 else f"Only {names[0]} {_verb(told[0])}"
    return Weighed(f"{_upper(agree)}: {'it fails' if bad else 'it works'}.")


def _conflict(
    bad: Signal, fine: Signal, newest: list[Signal], lying: str, *, at: datetime
) -> Weighed:
    first, second = sorted((bad, fine), key=newest.index)
    sentence = f"{said(first)}{_lag(first, at)}, {_lower(said(second))}{_lag(second, at)}."
    if first.source not in PEOPLE:
        advice = "Nobody asked users yet: try a real journey by hand, then decide."
    elif first.behind(at=at) > STALE:
        advice = f"{_upper(_name(first.source))} spoke long ago: ask again before you decide."
    else:
        advice = f"Believe {'the users' if first.source == Source.USERS else 'support'}."
    return Weighed(sentence, " ".join(filter(None, [advice, lying])), conflict=True)


def _suspect_logs(newest: list[Signal]) -> str:
    failing = any(one.is_bad for one in newest if one.source in PEOPLE)
    logs = next((one for one in newest if one.source == Source.LOGS), None)
    if not failing or logs is None or logs.is_bad:
        return ""
    what = "silent" if logs.says == Says.SILENT else "fine"
    return f"Logs are {what} while users fail: the pipeline may lie."


def said(signal: Signal) -> str:
    """ "Users say payments fail"; without words of its own what its answer means."""
    words = signal.words.rstrip(". ")
    what = _lower(words) if words else ALONE[Says(signal.says)]
    if words and signal.says == Says.UP:
        what = f"fine: {what}"
    elif signal.says == Says.UP:
        what = "fine"
    return f"{_upper(_name(signal.source))} {_verb(signal)} {what}"


def _verb(signal: Signal) -> str:
    return "say" if signal.source in MANY else "says"


def _name(source: str) -> str:
    return NAMED.get(Source(source), Source(source).label.lower())


def _lag(signal: Signal, at: datetime) -> str:
    minutes = int(signal.behind(at=at).total_seconds() // 60)
    if signal.source in PEOPLE:
        return f" ({minutes} min ago)" if minutes > STALE.total_seconds() // 60 else ""
    return f" ({minutes} min behind)" if minutes else ""


def _joined(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    """The first letter small, unless the word is a name or letters like API."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
