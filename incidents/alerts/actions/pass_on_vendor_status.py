"""What the vendors behind an incident say of themselves becomes one of its signals."""

from datetime import datetime

from django.db import transaction

from incidents.catalog.models import Indicator, VendorStatus
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.actions.record_signal import record_signal
from incidents.record.models import Incident, Says, Signal, Source

MACHINE = "status pages"
GRAVITY = (Indicator.CRITICAL, Indicator.MAJOR, Indicator.MINOR)


@transaction.atomic
def pass_on_vendor_status(*, incident: Incident, at: datetime) -> Signal | None:
    """Write it when it differs from what was written last; that all is well only after
    something was not. A page read long ago says nothing new."""
    locked = lock_incident(incident=incident)
    if not locked.is_open:
        return None
    found = VendorStatus.objects.filter(vendor__services__incidents=locked, read_at__isnull=False)
    statuses = list(found.select_related("vendor").distinct().order_by("pk"))
    bad = [one for one in statuses if not one.is_well and one.indicator != Indicator.MAINTENANCE]
    said = Signal.objects.filter(incident=locked, source=Source.VENDOR, integration=MACHINE)
    before = said.newest_first().first()
    if not bad and (before is None or not before.is_bad):
        return None
    says, words = _worst(bad) if bad else (Says.UP, "Their status pages say that it is over.")
    if before is not None and (before.says, before.words) == (says, words[:240]):
        return None
    return record_signal(
        incident=locked,
        source=Source.VENDOR,
        says=says,
        words=words,
        by=None,
        at=at,
        observed_at=max((one.read_at for one in statuses if one.read_at), default=at),
        integration=MACHINE,
    )


def _worst(bad: list[VendorStatus]) -> tuple[Says, str]:
    """The gravest decides; each is named."""
    down = any(one.indicator == Indicator.CRITICAL for one in bad)
    order = {kind.value: rank for rank, kind in enumerate(GRAVITY)}
    bad = sorted(bad, key=lambda one: order.get(one.indicator, len(order)))
    return (Says.DOWN if down else Says.DEGRADED), "; ".join(_words(one) for one in bad)


def _words(status: VendorStatus) -> str:
    worst = status.worst
    what = worst["name"] if worst else status.words
    since = f", since {status.since:%H:%M} UTC" if status.since else ""
    return f"{status.vendor}: {status.get_indicator_display().lower()}, {what}{since}"
