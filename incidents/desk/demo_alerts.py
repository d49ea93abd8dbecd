"""What Northwind Pay's monitoring says today."""

import json
from datetime import datetime, timedelta

from incidents.alerts.actions.attach_alerts import attach_alerts
from incidents.alerts.actions.fold_notification import fold_notification
from incidents.alerts.actions.receive_notification import receive_notification
from incidents.alerts.actions.snooze_alerts import snooze_alerts
from incidents.alerts.actions.suppress_alerts import suppress_alerts
from incidents.alerts.models import Alert, InboxItem, Integration
from incidents.record.models import Incident
from portal.people.models import User

People = dict[str, User]
DISK = {"alertname": "DiskFilling", "service": "build", "severity": "warning"}


def alerts_of_the_day(
    checkout: Incident, login: Incident, people: People, *, now: datetime
) -> None:
    """Alerts that led to today's incidents, that wait, that are known, that nobody needs."""
    for day in range(12, 0, -1):
        began = now - timedelta(days=day, hours=(now.hour - 2) % 24)
        _tell("disk", "Disk 80 % full on build-7", began, DISK)
        _tell("disk", "Disk 80 % full on build-7", began, DISK, ended=began + timedelta(minutes=8))
    success = {"alertname": "CheckoutSuccess", "service": "gateway", "severity": "critical"}
    _tell("success", "Checkout success under 90 %", now - timedelta(minutes=41), success)
    slow = {"alertname": "SignInLatency", "service": "sign-in", "severity": "major"}
    _tell("sign-in", "p95 of sign-in over 4 s", now - timedelta(minutes=8), slow)
    known = {"alertname": "SandboxDown", "service": "cardline-sandbox", "severity": "minor"}
    suppress_alerts(
        matches={"service": "cardline-sandbox"},
        reason="Cardline rebuilds its sandbox until tonight, ticket 7712",
        until=now + timedelta(hours=6),
        by=people["ana"],
        at=now - timedelta(hours=1),
    )
    _tell("sandbox", "Cardline sandbox does not answer", now - timedelta(minutes=50), known)
    queue = {"alertname": "RefundQueueAge", "service": "refunds", "severity": "medium"}
    for minutes in (12, 8):
        began = now - timedelta(minutes=minutes)
        ended = began + timedelta(minutes=2)
        _tell("queue", "Refund queue older than 5 min", began, queue)
        _tell("queue", "Refund queue older than 5 min", began, queue, ended=ended)
    _tell("queue", "Refund queue older than 5 min", now - timedelta(minutes=4), queue)
    search = {"alertname": "SearchLatency", "service": "search", "severity": "minor"}
    _tell("search", "p99 of search over 2 s", now - timedelta(minutes=23), search)
    tell_group(now)
    _snooze(now, by=people["ana"])
    _tell("old", "Certificate of legacy host ends", now - timedelta(days=2), {"service": "legacy"})
    for name, incident in (("success", checkout), ("sign-in", login)):
        alerts = list(Alert.objects.filter(fingerprint=name, incident=None))
        if alerts:
            attach_alerts(
                alerts=alerts,
                incident=incident,
                by=people["tom"],
                at=now - timedelta(minutes=3),
            )


def tell_group(now: datetime) -> None:
    """Many at once, of one cause, and nobody looked yet."""
    for number in range(1, 13):
        pod = {"alertname": "PodRestarts", "pod": f"ledger-export-{number}", "severity": "minor"}
        words = f"ledger-export-{number} restarted 5 times"
        _tell(f"pod-{number}", words, now - timedelta(minutes=19), pod, group="ledger-export")


def _snooze(now: datetime, *, by: User) -> None:
    alerts = list(Alert.objects.filter(fingerprint="search"))
    until = now + timedelta(hours=4)
    snooze_alerts(alerts=alerts, until=until, for_all=True, by=by, at=now - timedelta(minutes=2))


def _tell(
    name: str,
    summary: str,
    began: datetime,
    labels: dict[str, str],
    *,
    ended: datetime | None = None,
    group: str = "",
) -> None:
    """As Alertmanager would, when it began or ended."""
    at = ended or began
    told = {
        "status": "resolved" if ended else "firing",
        "labels": labels,
        "annotations": {"summary": summary},
        "startsAt": began.isoformat(),
        "endsAt": ended.isoformat() if ended else "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus.northwind.example/graph",
        "fingerprint": name,
    }
    raw = json.dumps({"version": "4", "groupKey": group or name, "alerts": [told]}).encode()
    integration = Integration.objects.get(name="Alertmanager")
    receive_notification(integration=integration, raw=raw, by=None, at=at)
    for item in InboxItem.objects.waiting().filter(integration=integration):
        fold_notification(item=item, at=at)
