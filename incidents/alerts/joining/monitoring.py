"""What monitoring says of an incident, by its alerts."""

from datetime import datetime

from incidents.alerts.models import Alert
from incidents.record.actions.record_signal import record_signal
from incidents.record.models import Incident, Says, Signal, Source

CRITICAL = 0
LONGEST_LAG = 24 * 60


def say_what_monitoring_sees(incident: Incident, *, at: datetime) -> Signal | None:
    """Record it where it says something else than before: that alerts fire, that it is worse
    than thought, that all are over. None where it says the same. What is taken along may have
    come after `at`."""
    own = Alert.objects.filter(incident=incident)
    if own.filter(flapping=True).exists():
        return None
    worst = own.firing().order_by("level", "starts_at").select_related("integration").first()
    alert = worst or own.order_by("-ends_at").select_related("integration").first()
    if alert is None:
        return None
    says = _says(worst)
    before = Signal.objects.filter(incident=incident, source=Source.MONITORING)
    newest = before.newest_first().first()
    if newest is not None and _as_bad(newest.says, says):
        return None
    began = alert.starts_at if worst else alert.ends_at or alert.starts_at
    heard = alert.received_at if worst else alert.heard_at or alert.received_at
    lag = max(int((heard - began).total_seconds() // 60), 0)
    return record_signal(
        incident=incident,
        source=Source.MONITORING,
        says=says,
        by=None,
        at=at,
        words=alert.title if worst else "All alerts are over",
        observed_at=min(heard, at),
        lag_minutes=min(lag, LONGEST_LAG),
        integration=str(alert.integration),
    )


def _says(worst: Alert | None) -> str:
    if worst is None:
        return Says.UP
    return Says.DOWN if worst.level == CRITICAL else Says.DEGRADED


def _as_bad(before: str, now: str) -> bool:
    """Down stays down while anything fires."""
    return before == now or (before == Says.DOWN and now == Says.DEGRADED)
