"""Is everything that should run alive, and is anything late?"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Min

from portal.clock.models import Pulse, Timer
from portal.post.models import Delivery, DeliveryState

SILENT_AFTER = timedelta(seconds=45)
LATE_AFTER = timedelta(seconds=60)
# Processes that keep time, and what stops when they are silent.
KEEPERS = {
    "timekeeper": "The timekeeper is silent: promises and pages may come late.",
    "worker": "The worker or the beat is silent: mail goes out up to a second later.",
}


@dataclass(frozen=True)
class Health:
    """Seconds, or None when there is nothing to be late with."""

    timer_lateness: float | None
    delivery_age: float | None
    silent: list[str]
    parked: int

    @property
    def is_well(self) -> bool:
        late = LATE_AFTER.total_seconds()
        return (
            not self.silent
            and (self.timer_lateness or 0) < late
            and (self.delivery_age or 0) < late
        )


def look(*, at: datetime) -> Health:
    due = Timer.objects.due(at=at).order_by().aggregate(Min("next_try_at"))["next_try_at__min"]
    waiting = (
        Delivery.objects.filter(state=DeliveryState.PENDING, not_before__lte=at)
        .order_by()
        .aggregate(Min("not_before"))["not_before__min"]
    )
    beats = dict(Pulse.objects.values_list("name", "at"))
    return Health(
        timer_lateness=(at - due).total_seconds() if due else None,
        delivery_age=(at - waiting).total_seconds() if waiting else None,
        silent=[name for name in KEEPERS if name not in beats or at - beats[name] > SILENT_AFTER],
        parked=Delivery.objects.filter(state=DeliveryState.PARKED).count(),
    )


def degraded(*, at: datetime) -> list[str]:
    """Lines for the portal's shell when something is silent; nothing while all is well."""
    beats = dict(Pulse.objects.values_list("name", "at"))
    return [
        words
        for name, words in KEEPERS.items()
        if name in beats and at - beats[name] > SILENT_AFTER
    ]


def snapshot_age(*, at: datetime) -> float | None:
    """Seconds since the status page was last published, by its manifest; None: never."""
    manifest = settings.PUBLIC_DIR / ".manifest.json"
    try:
        return at.timestamp() - manifest.stat().st_mtime
    except OSError:
        return None
