"""How soon teams and vendors answer: medians with how many, and the share in time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from incidents.oncall.models import RequestState, TeamEscalation
from portal.web.times import duration

REPLIED = (RequestState.ANSWERED, RequestState.DECLINED)


@dataclass(frozen=True)
class ReplyTimes:
    """Of one team or vendor. Of a request that was withdrawn nobody knows the time."""

    name: str
    asked: int
    replied: int
    in_time: int
    median: timedelta | None
    median_to_acknowledge: timedelta | None

    @property
    def share(self) -> int | None:
        """Per cent of the replies that came by the time first given."""
        return round(100 * self.in_time / self.replied) if self.replied else None

    @property
    def words(self) -> str:
        if self.median is None:
            return "No reply yet"
        return f"median {duration(self.median)}, {self.share} % in time, n = {self.replied}"


def reply_times(requests: Iterable[TeamEscalation]) -> list[ReplyTimes]:
    """One a team or vendor, by name; of requests with their team and vendor."""
    by_name: dict[str, list[TeamEscalation]] = {}
    for one in requests:
        by_name.setdefault(one.asked, []).append(one)
    return [_of(name, by_name[name]) for name in sorted(by_name, key=str.casefold)]


def _of(name: str, requests: list[TeamEscalation]) -> ReplyTimes:
    replied = [one for one in requests if one.state in REPLIED and one.ended_at]
    took = [one.took for one in replied if one.took is not None]
    seen = [one.acknowledged_after for one in requests if one.acknowledged_after is not None]
    in_time = [one for one in replied if one.ended_at and one.ended_at <= one.first_answer_by]
    return ReplyTimes(
        name=name,
        asked=len(requests),
        replied=len(replied),
        in_time=len(in_time),
        median=_median(took),
        median_to_acknowledge=_median(seen),
    )


def _median(times: list[timedelta]) -> timedelta | None:
    found = [one.total_seconds() for one in times]
    return timedelta(seconds=median(found)) if found else None
