"""Alerts that go to and fro: one call, then quiet until they are calm."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import Count, Max, Q
from django.db.models.functions import Greatest

from incidents.alerts.course.folding import Folded
from incidents.alerts.models import Alert, AlertEvent, AlertPolicy, Integration, What
from portal.clock import clock

CALM = "alerts.calm"


def note_flapping(
    integration: Integration, folded: Sequence[Folded], policy: AlertPolicy, *, at: datetime
) -> list[Alert]:
    """Mark those that changed too often; the ones that began to flap now. Who was called
    about one since it flaps is not called again."""
    by_name = {one.alert.fingerprint: one for one in folded}
    changes = changes_since(integration, by_name, at - timedelta(minutes=policy.flap_minutes))
    flapping = {name: many for name, many in changes.items() if many > policy.flap_changes}
    known = _episodes(integration, by_name)
    quiet = {name for name, led in known.items() if led}
    for name in set(flapping) | set(known):
        _mark(integration, name, policy, at=at)
    for one in folded:
        if one.alert.fingerprint in set(flapping) | set(known):
            one.alert.flapping = True
            one.quiet = one.alert.fingerprint in quiet or _led(one.alert, policy, at=at)
    begun = [by_name[name].alert for name in flapping if name not in known]
    AlertEvent.objects.bulk_create(
        AlertEvent(
            alert=alert,
            what=What.FLAPPING,
            words=f"{changes[alert.fingerprint]} changes within {policy.flap_minutes} min. "
            "Quiet until it is calm.",
            at=at,
        )
        for alert in begun
    )
    return begun


def changes_since(
    integration: Integration, fingerprints: Iterable[str], since: datetime
) -> dict[str, int]:
    """How often each fired or ended since then."""
    found = (
        Alert.objects.filter(
            Q(starts_at__gte=since) | Q(ends_at__gte=since),
            integration=integration,
            fingerprint__in=list(fingerprints),
        )
        .order_by()
        .values_list("fingerprint")
        .annotate(
            changes=Count("pk", filter=Q(starts_at__gte=since))
            + Count("pk", filter=Q(ends_at__gte=since))
        )
    )
    return dict(found)


def last_change(integration: Integration, fingerprint: str) -> datetime | None:
    own = Alert.objects.filter(integration=integration, fingerprint=fingerprint, flapping=True)
    changed: datetime | None = own.aggregate(last=Greatest(Max("starts_at"), Max("ends_at")))[
        "last"
    ]
    return changed


def watch_for_calm(integration: Integration, fingerprint: str, *, at: datetime) -> None:
    clock.set(
        CALM,
        about=integration,
        at=at,
        key=sha256(fingerprint.encode()).hexdigest(),
        data={"fingerprint": fingerprint},
    )


def _episodes(integration: Integration, fingerprints: Iterable[str]) -> dict[str, bool]:
    """Those that flap already, and whether that led to an incident."""
    own = Alert.objects.filter(
        integration=integration, fingerprint__in=list(fingerprints), flapping=True
    )
    led = own.order_by().values_list("fingerprint").annotate(led=Count("incident"))
    return {name: bool(many) for name, many in led}


def _mark(integration: Integration, fingerprint: str, policy: AlertPolicy, *, at: datetime) -> None:
    window = timedelta(minutes=policy.flap_minutes)
    own = Alert.objects.filter(integration=integration, fingerprint=fingerprint, flapping=False)
    own.filter(Q(starts_at__gte=at - window) | Q(ends_at__gte=at - window)).update(flapping=True)
    watch_for_calm(integration, fingerprint, at=at + window)


def _led(alert: Alert, policy: AlertPolicy, *, at: datetime) -> bool:
    since = at - timedelta(minutes=policy.flap_minutes)
    recent = Alert.objects.of_the_same(alert).filter(starts_at__gte=since)
    return recent.filter(incident__isnull=False).exists()
