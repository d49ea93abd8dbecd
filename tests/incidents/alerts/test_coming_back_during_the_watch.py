"""An alert that fires again while somebody watches belongs to what was resolved."""

from datetime import timedelta
from typing import Any

from incidents.alerts.models import Alert
from incidents.command.models import Watch
from incidents.oncall.models import Escalation
from incidents.record.models import Incident, State
from portal.clock import clock
from tests.make_alerts import alert, make_integration, notification, receive
from tests.make_command import resolve, ring
from tests.make_oncall import make_ladder, make_rotation
from tests.make_people import make_user
from tests.make_record import NOON, make_service

MINUTE = timedelta(minutes=1)


def resolved_after_an_alert(**rule: Any) -> Incident:
    make_ladder(make_rotation(make_user("Tom", "Responder")))
    integration = make_integration(**rule)
    receive(integration, notification(alert()))
    clock.ring_due(at=NOON + MINUTE)
    return resolve(Incident.objects.get(), at=NOON + 2 * MINUTE)


def fire_again(fingerprint: str, *, group: str = "payments") -> None:
    integration = Alert.objects.latest("pk").integration
    raw = notification(alert(fingerprint, startsAt="2026-11-19T12:05:00Z"), group=group)
    receive(integration, raw, at=NOON + 6 * MINUTE)
    clock.ring_due(at=NOON + 7 * MINUTE)


def test_the_same_group_proposes_to_open_it_again() -> None:
    incident = resolved_after_an_alert()

    fire_again("aaaa")

    assert Incident.objects.get().state == State.MONITORING
    assert Watch.objects.get().alert_at is not None
    assert Alert.objects.get(fingerprint="aaaa").incident == incident


def test_silence_opens_it_again_and_pages() -> None:
    resolved_after_an_alert()
    fire_again("aaaa")

    ring("command.recurrence", at=NOON + 20 * MINUTE)

    assert Incident.objects.get().state == State.ACTIVE
    assert Escalation.objects.filter(state="climbing").count() == 1


def test_another_group_of_the_same_service_counts_too() -> None:
    service = make_service("Checkout")
    resolved_after_an_alert(service=service)

    fire_again("aaaa", group="checkout-latency")

    assert Incident.objects.count() == 1
    assert Watch.objects.get().alert_at is not None


def test_another_service_is_another_incident() -> None:
    resolved_after_an_alert()

    fire_again("aaaa", group="search")

    assert Incident.objects.count() == 2
    assert Watch.objects.get().alert_at is None
