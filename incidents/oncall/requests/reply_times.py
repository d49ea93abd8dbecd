"""How soon teams and vendors answer: median and 90th percentile, each with how many, and the
deadlines met and missed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median, quantiles

from incidents.oncall.models import RequestState, TeamEscalation
from incidents.oncall.models.team_escalation import TeamEscalationQuerySet
from portal.people.models import User
from portal.web.times import duration

COUNTED = timedelta(days=90)
REPLIED = (RequestState.ANSWERED, RequestState.DECLINED)
LONG = ("problem", "details", "effect", "answer", "contacts", "questioned", "help_offered")


@dataclass(frozen=True)
class ReplyTimes:
    """Of one team or vendor. A deadline is the one first given; of a request that was withdrawn
    nobody knows the time, and one that still waits has missed it once it is past."""

    name: str
    asked: int
    replied: int
    met: int
    missed: int
    median: timedelta | None
    ninetieth: timedelta | None
    median_to_acknowledge: timedelta | None

    @property
    def took(self) -> str:
        if self.median is None or self.ninetieth is None:
            return "no reply yet"
        longest = f", nine of ten within {duration(self.ninetieth)}" if self.replied > 1 else ""
        return f"median {duration(self.median)}{longest}, n = {self.replied}"

    @property
    def kept(self) -> str:
        due = self.met + self.missed
        return f"{self.met} of {due} in time" if due else "none was due yet"

    @property
    def words(self) -> str:
        return f"{self.took[:1].upper()}{self.took[1:]}; {self.kept}"


def asked_lately(user: User, *, at: datetime) -> TeamEscalationQuerySet:
    """What this person may see of the days that are counted."""
    found = TeamEscalation.objects.visible_to(user).filter(asked_at__gte=at - COUNTED)
    return found.select_related("team", "vendor").defer(*LONG)


def reply_times(requests: Iterable[TeamEscalation], *, at: datetime) -> list[ReplyTimes]:
    """One a team or vendor, by name; of requests with their team and vendor."""
    by_name: dict[str, list[TeamEscalation]] = {}
    for one in requests:
        by_name.setdefault(one.asked, []).append(one)
    return [_of(name, by_name[name], at) for name in sorted(by_name, key=str.casefold)]


def _of(name: str, requests: list[TeamEscalation], at: datetime) -> ReplyTimes:
    replied = [one for one in requests if one.state in REPLIED and one.ended_at]
    took = [one.took for one in replied if one.took is not None]
    seen = [one.acknowledged_after for one in requests if one.acknowledged_after is not None]
    met = sum(one.ended_at is not None and one.ended_at <= one.first_answer_by for one in replied)
    waited = sum(one.is_waiting and one.first_answer_by < at for one in requests)
    return ReplyTimes(
        name=name,
        asked=len(requests),
        replied=len(replied),
        met=met,
        missed=len(replied) - met + waited,
        median=_median(took),
        ninetieth=_ninetieth(took),
        median_to_acknowledge=_median(seen),
    )


def _median(times: list[timedelta]) -> timedelta | None:
    found = [one.total_seconds() for one in times]
    return timedelta(seconds=median(found)) if found else None


def _ninetieth(times: list[timedelta]) -> timedelta | None:
    found = [one.total_seconds() for one in times]
    if not found[1:]:
        return _median(times)
    return timedelta(seconds=quantiles(found, n=10, method="inclusive")[-1])
