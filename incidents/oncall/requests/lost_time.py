"""How many minutes were lost while waiting for others, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from incidents.oncall.models import Cause, Delay
from incidents.record.models import Incident


@dataclass(frozen=True)
class Lost:
    """Minutes in all, where overlapping waits count once, and of each cause."""

    minutes: int
    by_cause: tuple[tuple[Cause, int], ...] = ()

    @property
    def words(self) -> str:
        """ "Permissions 10 min, vendors 22 min"."""
        said = ", ".join(f"{cause.label.lower()} {minutes} min" for cause, minutes in self.by_cause)
        return said[:1].upper() + said[1:]


def lost_on(incident: Incident, *, at: datetime) -> Lost:
    return lost_in(Delay.objects.filter(incident=incident), at=at)


def lost_in(delays: Iterable[Delay], *, at: datetime) -> Lost:
    found = list(delays)
    causes = [
        (cause, _minutes([one.stretch(at=at) for one in found if one.cause == cause]))
        for cause in Cause
    ]
    whole = _minutes([one.stretch(at=at) for one in found])
    return Lost(whole, tuple((cause, minutes) for cause, minutes in causes if minutes))


def _minutes(stretches: list[tuple[datetime, datetime]]) -> int:
    """Of the time that any of them covers."""
    covered, reached = timedelta(), None
    for starts, ends in sorted(stretches):
        begins = max(starts, reached) if reached else starts
        if ends > begins:
            covered += ends - begins
            reached = ends
    return int(covered.total_seconds() // 60)
