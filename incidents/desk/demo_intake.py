"""What else sends to Northwind Pay's Allclear, and how it does."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from incidents.alerts.actions.fold_notification import fold_notification
from incidents.alerts.actions.issue_integration import issue_integration
from incidents.alerts.actions.note_refusal import note_refusal
from incidents.alerts.actions.receive_notification import receive_notification
from incidents.alerts.actions.watch_silence import watch_silence
from incidents.alerts.models import InboxItem, Integration, Subscription

TOPIC = "arn:aws:sns:eu-central-1:123456789012:northwind-alarms"


def sources_of_the_day(*, now: datetime) -> None:
    """One that fell silent, one with an odd body, one that asks to be confirmed."""
    _grafana(now)
    _jobs(now)
    cloud = Integration.objects.get(name="CloudWatch, Frankfurt")
    cloud.topics = TOPIC
    cloud.save(update_fields=["topics"])
    address = "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=demo"
    Subscription.objects.create(
        integration=cloud, topic=TOPIC, address=address, asked_at=now - timedelta(minutes=31)
    )


def _grafana(now: datetime) -> None:
    grafana, _ = issue_integration(name="Grafana, warehouse", kind="grafana", by=None, at=now)
    grafana.expected_every = 60
    grafana.save(update_fields=["expected_every"])
    heard = now - timedelta(hours=3, minutes=12)
    told = {
        "status": "firing",
        "labels": {"alertname": "Watchdog", "severity": "none"},
        "annotations": {"summary": "Grafana is alive"},
        "startsAt": heard.isoformat(),
        "endsAt": "0001-01-01T00:00:00Z",
        "fingerprint": "watchdog",
    }
    body = {"version": "1", "groupKey": "watchdog", "status": "firing", "alerts": [told]}
    _hear(grafana, body, at=heard)
    watch_silence(integration=grafana, at=now)


def _jobs(now: datetime) -> None:
    jobs, _ = issue_integration(name="Nightly jobs", kind="json", by=None, at=now)
    at = now - timedelta(hours=6)
    late = {"id": "ledger-export", "title": "Ledger export took 3 h", "status": "resolved"}
    _hear(jobs, late, at=at)
    note_refusal(
        integration=jobs,
        status=400,
        why="This is no JSON: it begins with <html>.",
        raw=b"<html><head><title>502 Bad Gateway</title></head>",
        at=now - timedelta(hours=2),
    )


def _hear(integration: Integration, body: Mapping[str, object], *, at: datetime) -> None:
    raw = json.dumps(body).encode()
    receive_notification(integration=integration, raw=raw, by=None, at=at)
    for item in InboxItem.objects.waiting().filter(integration=integration):
        fold_notification(item=item, at=at)
