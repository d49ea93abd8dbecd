"""What the database knows, as gauges made when somebody asks.

Any machine answers for all of them, and nothing has to be kept up. Every count stops at
MOST_COUNTED: what grows without bound is never counted from its rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from portal.checks.gauges import MOST_COUNTED, Reading, read_gauges
from portal.checks.health import Health, look, snapshot_age
from portal.checks.models import Ended
from portal.clock.models import Timer
from portal.post.drafts import Lane
from portal.post.models import Delivery, DeliveryState


@dataclass(frozen=True)
class Measures:
    """One reading. `ended`: (channel, outcome) → how many deliveries, ever."""

    health: Health
    timers_set: int
    outbox_depth: dict[str, int]
    ended: dict[tuple[str, str], int]
    further: tuple[Reading, ...] = ()


def measure(*, at: datetime) -> Measures:
    """Read the gauges; eight bounded queries, and those of other areas."""
    waiting = Delivery.objects.filter(state=DeliveryState.PENDING, held=False)
    return Measures(
        health=look(at=at),
        timers_set=Timer.objects.live()[:MOST_COUNTED].count(),
        outbox_depth={
            lane: waiting.filter(lane=lane)[:MOST_COUNTED].count() for lane in Lane.values
        },
        ended={(row.channel, row.outcome): row.number for row in Ended.objects.all()},
        further=read_gauges(at=at),
    )


class Families(Collector):
    """The reading in Prometheus' terms; without one, that the database does not answer."""

    def __init__(self, measures: Measures | None, *, at: datetime) -> None:
        self.measures = measures
        self.at = at

    def registry(self) -> CollectorRegistry:
        registry = CollectorRegistry()
        registry.register(self)
        return registry

    def collect(self) -> Iterable[Metric]:
        yield _gauge("database_up", "Whether the database answers.", bool(self.measures))
        age = snapshot_age(at=self.at)
        if age is not None:
            yield _gauge("snapshot_age_seconds", "Since the status page was published.", age)
        if self.measures:
            yield from _timers(self.measures)
            yield from _outbox(self.measures)
            yield _by("pulse_age_seconds", "Since a process was heard.", "process",
                      self.measures.health.pulse_age)  # fmt: skip
            for one in self.measures.further:
                yield _gauge(one.name, one.words, one.value)


def _timers(measures: Measures) -> Iterable[Metric]:
    health = measures.health
    lateness = health.timer_lateness or 0.0
    yield _gauge("timer_lateness_seconds", "How late the latest timer is.", lateness)
    yield _by("timers", f"Timers by state, {MOST_COUNTED} at most.", "state",
              {"set": measures.timers_set, "parked": health.parked_timers})  # fmt: skip


def _outbox(measures: Measures) -> Iterable[Metric]:
    depth, ages = measures.outbox_depth, measures.health.outbox_age
    yield _by("outbox_depth", f"Unsent messages, {MOST_COUNTED} at most.", "lane", depth)
    yield _by("outbox_age_seconds", "How long the oldest message that was never handed over "
              "waits.", "lane", {lane: ages.get(lane, 0.0) for lane in Lane.values})  # fmt: skip
    yield _gauge("outbox_parked", "Messages given up.", measures.health.parked_deliveries)
    ended = CounterMetricFamily(
        "allclear_deliveries", "Deliveries that ended.", labels=["channel", "outcome"]
    )
    for labels, number in measures.ended.items():
        ended.add_metric(labels, number)
    yield ended


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"allclear_{name}", words, value=value)


def _by(name: str, words: str, label: str, values: "dict[str, float] | dict[str, int]") -> Metric:
    family = GaugeMetricFamily(f"allclear_{name}", words, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
