"""What declaring will set in motion."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from incidents.catalog.models import Service, Severity, severity_label
from incidents.command.channel_names import plain
from incidents.oncall.models import EscalationPolicy
from incidents.oncall.paging.ladders import ladder_of, paged_at_once
from incidents.record.models import Kind
from portal.people.models import User

STRATEGIES = {
    "standard": "the next after silence",
    "aggressive": "tier 1 and senior together",
    "critical_path": "critical path: everyone at once",
}


@dataclass(frozen=True)
class Forecast:
    """Who is paged at once and why, by when the first word is due, what it will be called."""

    commanders: tuple[User, ...]
    people: tuple[User, ...]
    strategy: str
    first_update_at: datetime | None
    channel: str

    @property
    def paged(self) -> int:
        return len({one.pk for one in (*self.commanders, *self.people)})

    @property
    def names(self) -> str:
        commanders = [f"{one} (commander)" for one in self.commanders]
        others = [str(one) for one in self.people if one not in self.commanders]
        return ", ".join([*commanders, *others])


def forecast(
    severity: Severity, *, services: Sequence[Service], kind: str, private: bool, at: datetime
) -> Forecast:
    """As things stand at `at`; near misses page nobody and promise nothing."""
    pattern = "{reference}-{time}" if private else severity.channel_pattern
    channel = channel_name(pattern, level=severity.level, services=services, at=at)
    if kind == Kind.NEAR_MISS:
        return Forecast((), (), "near misses page nobody", None, channel)
    strategy, ladder = ladder_of(severity.policy(), services, at=at)
    commanders, people = paged_at_once(ladder)
    found = User.objects.in_bulk({*commanders, *people})
    if not EscalationPolicy.objects.exists():
        words = "no escalation policy is set up"
    else:
        words = STRATEGIES[strategy]
    return Forecast(
        commanders=tuple(found[pk] for pk in commanders if pk in found),
        people=tuple(found[pk] for pk in people if pk in found),
        strategy=words,
        first_update_at=at + timedelta(minutes=severity.first_update_minutes),
        channel=channel,
    )


def channel_name(pattern: str, *, level: int, services: Sequence[Service], at: datetime) -> str:
    """As it will be called but for the incident's number, which nobody knows yet."""
    first = min(services, key=lambda one: (one.tier, one.name), default=None)
    known = (
        ("{severity}", severity_label(level)),
        ("{service}", first.name if first else "{reference}"),
        ("{time}", f"{at.astimezone(UTC):%Y%m%d-%H%M}"),
    )
    for word, value in known:
        pattern = pattern.replace(word, value if value == "{reference}" else plain(value))
    return pattern.replace("{reference}", "inc-…").lower()
