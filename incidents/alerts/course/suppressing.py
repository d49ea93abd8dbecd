"""Known issues: kept, counted and shown, but calling nobody."""

from collections.abc import Sequence
from datetime import datetime

from incidents.alerts.course.folding import Folded
from incidents.alerts.models import Alert, AlertEvent, Suppression, What


def running() -> list[Suppression]:
    """Oldest first: the first that means an alert counts it."""
    return list(Suppression.objects.running().select_related("by").order_by("pk"))


def suppress_known(folded: Sequence[Folded], *, at: datetime) -> None:
    """Alerts that a running suppression means, unless they lead somewhere already."""
    known = running()
    if not known:
        return
    hushed = [
        (one.alert, found)
        for one in folded
        if one.alert.incident_id is None
        and not one.alert.is_suppressed
        and (found := suppression_of(one.alert, known))
    ]
    hush(hushed, at=at)


def suppression_of(alert: Alert, known: Sequence[Suppression]) -> Suppression | None:
    return next(
        (
            one
            for one in known
            if one.means(
                integration=alert.integration_id,
                fingerprint=alert.fingerprint,
                labels=alert.labels,
            )
        ),
        None,
    )


def hush(hushed: Sequence[tuple[Alert, Suppression]], *, at: datetime) -> None:
    for alert, suppression in hushed:
        alert.suppressed_by = suppression
    Alert.objects.bulk_update([alert for alert, _ in hushed], ["suppressed_by"])
    AlertEvent.objects.bulk_create(
        AlertEvent(
            alert=alert,
            what=What.SUPPRESSED,
            words=f"Until {suppression.until:%d %b %H:%M} UTC: {suppression.reason}"[:240],
            by=suppression.by,
            at=at,
        )
        for alert, suppression in hushed
    )


def hidden_alert_of(suppression: Suppression) -> Alert | None:
    """The alert it names, where that belongs to private incidents only: then its own history
    tells of it, and no log of the company."""
    same = Alert.objects.filter(
        integration=suppression.integration_id, fingerprint=suppression.fingerprint
    )
    if same.exclude(incident__private=True).exists():
        return None
    return same.newest_first().first()
