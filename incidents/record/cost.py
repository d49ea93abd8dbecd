"""What an incident has cost so far, worked out from the rates recorded over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from incidents.record.models import Impact, Incident

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Span:
    """A rate in whole dollars an hour, how long it held, what it came to."""

    begins: datetime
    ends: datetime
    rate: int
    measured: bool

    @property
    def lasted(self) -> timedelta:
        return self.ends - self.begins

    @property
    def dollars(self) -> float:
        return self.rate * (self.lasted / HOUR)


@dataclass(frozen=True)
class Cost:
    """An estimate, with the spans it is the sum of."""

    spans: tuple[Span, ...]

    @property
    def dollars(self) -> int:
        """Rounded to three figures: it is an estimate and says so."""
        exact = sum(span.dollars for span in self.spans)
        digits = len(str(int(exact)))
        return int(round(exact, -max(digits - 3, 0)))


def cost_so_far(incident: Incident, impacts: Sequence[Impact], *, at: datetime) -> Cost | None:
    """Each recorded rate holds until the next one; the first since the start; the last until
    it was resolved, or until now. None where no rate was ever recorded."""
    rated = sorted(
        (one for one in impacts if one.revenue_per_hour is not None), key=lambda one: one.at
    )
    if not rated:
        return None
    ends_at = incident.started_at + incident.elapsed(at=at)
    begins = [incident.started_at, *(one.at for one in rated[1:])]
    ends = [*(one.at for one in rated[1:]), ends_at]
    spans = []
    for one, begin, end in zip(rated, begins, ends, strict=True):
        until = min(max(end, begin), ends_at)
        if until > begin:
            spans.append(Span(begin, until, one.revenue_per_hour or 0, one.measured))
    return Cost(tuple(spans))
