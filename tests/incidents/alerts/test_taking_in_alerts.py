"""Bad input gets a clear word and loses nothing; repeats have no second effect."""

import itertools
import json
from threading import Thread

import pytest
from django.db import connection
from django.test import Client

from incidents.alerts.actions.fold_notification import fold_notification
from incidents.alerts.models import Alert, InboxItem, Integration
from incidents.oncall.models import Page
from incidents.record.models import Incident, State
from portal.clock import clock
from tests.make_alerts import SECRET, alert, make_integration, notification, receive
from tests.make_oncall import make_ladder, make_rotation
from tests.make_people import make_user
from tests.make_record import NOON, make_service

DOOR = "/in/alertmanager/"


def send(body: bytes, *, secret: str = SECRET) -> tuple[int, str]:
    answer = Client().post(
        DOOR, body, content_type="application/json", headers={"Authorization": f"Bearer {secret}"}
    )
    return answer.status_code, answer.content.decode()


def work_in() -> None:
    for item in InboxItem.objects.order_by("pk"):
        fold_notification(item=item, at=NOON)


def test_an_alert_opens_an_incident_and_pages_once() -> None:
    tom = make_user("Tom", "Responder")
    make_ladder(make_rotation(tom))
    make_integration(service=make_service(critical_path=True))

    for _ in range(5):
        assert send(notification(alert()))[0] == 202
    clock.ring_due(at=NOON.replace(year=2030))

    incident = Incident.objects.get()
    assert incident.title == "5xx > 5%"
    assert incident.level == 0
    assert Alert.objects.get().incident == incident
    assert Page.objects.filter(person=tom, incident=incident).count() == 1


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b"{", 400, "no JSON"),
        (b"[]", 400, "JSON object"),
        (b'{"alerts": []}', 400, "at least one alert"),
        (b'{"alerts": [{"status": "maybe"}]}', 400, "firing or resolved"),
        (notification(alert(startsAt="yesterday")), 400, "no time"),
        (notification(alert(startsAt="2026-11-19T12:00:00")), 400, "no time zone"),
        (notification(alert(fingerprint="", labels={})), 400, "fingerprint is missing"),
        (b'{"alerts": 1e400}', 400, "too large a number"),
        (b"[" * 21 + b"]" * 21, 400, "nested deeper"),
        (b'{"alerts": "' + b"x" * 1024 * 1024 + b'"}', 413, "512 KB"),
    ],
)
def test_bad_input_is_refused_in_words(body: bytes, status: int, words: str) -> None:
    make_integration()

    answered, text = send(body)

    assert answered == status
    assert words in json.loads(text)["detail"]
    assert not InboxItem.objects.exists()


def test_a_wrong_token_is_refused_before_anything_is_read() -> None:
    make_integration()

    status, text = send(b"{", secret="wrong")

    assert status == 401
    assert "token" in text


def test_a_disabled_integration_is_refused() -> None:
    make_integration()
    Integration.objects.update(enabled=False)

    assert send(notification(alert()))[0] == 401


def test_an_unknown_severity_goes_up_and_says_so() -> None:
    integration = make_integration()
    labels = {"alertname": "Odd", "severity": "purple"}

    receive(integration, notification(alert(labels=labels)))
    work_in()

    incident = Incident.objects.get()
    assert incident.level == 1
    assert incident.entries.filter(body__contains="'purple', which is not known").exists()


def test_without_a_rule_an_alert_waits_in_the_inbox() -> None:
    integration = make_integration(rule=False)

    receive(integration, notification(alert()))
    work_in()

    assert Alert.objects.get().incident is None
    assert not Incident.objects.exists()


def test_a_resolved_alert_never_resolves_the_incident() -> None:
    integration = make_integration()
    receive(integration, notification(alert()))
    receive(integration, notification(alert(status="resolved")))

    work_in()

    incident = Incident.objects.get()
    assert incident.state == State.ACTIVE
    assert incident.entries.filter(body__contains="All alerts of this incident are over").exists()
    assert Alert.objects.get().annotations == {"summary": "5xx > 5%"}


def test_resolve_before_fire_leads_to_the_same_state() -> None:
    finals = set()
    bodies = [
        notification(alert()),
        notification(alert(status="resolved")),
        notification(alert(), repeat=1),
        notification(alert("other")),
    ]
    integration = make_integration()
    for order in itertools.permutations(bodies):
        Alert.objects.all().delete()
        InboxItem.objects.all().delete()
        for body in order:
            receive(integration, body)
        work_in()
        finals.add(tuple(Alert.objects.order_by("fingerprint").values_list("status", flat=True)))

    assert finals == {("resolved", "firing")}


@pytest.mark.django_db(transaction=True)
def test_the_same_alert_from_many_senders_is_one_incident() -> None:
    make_integration()
    statuses: list[int] = []

    def sender() -> None:
        for number in range(5):
            status, _ = send(notification(alert(), attempt=number))
            statuses.append(status)
        connection.close()

    def ring() -> None:
        clock.ring_due(at=NOON.replace(year=2030))
        connection.close()

    senders = [Thread(target=sender) for _ in range(6)]
    for one in senders:
        one.start()
    for one in senders:
        one.join()
    rings = [Thread(target=ring) for _ in range(3)]
    for one in rings:
        one.start()
    for one in rings:
        one.join()

    assert set(statuses) == {202}
    assert InboxItem.objects.count() == 5
    assert Alert.objects.count() == 1
    assert Incident.objects.count() == 1


def test_the_door_keeps_the_headers_of_every_answer() -> None:
    make_integration()

    answer = Client().post(DOOR, b"{}", content_type="application/json")

    assert answer.status_code == 401
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Request-ID"]


@pytest.mark.parametrize("method", ["get", "put", "delete", "options"])
def test_the_door_takes_only_what_is_posted(method: str) -> None:
    assert getattr(Client(), method)(DOOR).status_code == 405
