"""Many notifications at once cost little, and none holds the others up."""

from datetime import datetime

import pytest
from django.forms import model_to_dict
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from incidents.alerts.actions.receive_notification import receive_notification
from incidents.alerts.course import folding
from incidents.alerts.formats.shapes import FiredAlert
from incidents.alerts.models import Alert, InboxItem, InboxState
from incidents.record.models import Incident
from portal.clock import clock
from portal.clock.models import Timer, TimerState
from tests.make_alerts import SECRET, alert, make_integration, notification, receive
from tests.make_record import NOON

LATER = NOON.replace(year=2030)


def test_taking_one_in_costs_a_read_and_a_commit(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_integration()
    bearer = {"Authorization": f"Bearer {SECRET}"}

    def send(name: str) -> int:
        raw = notification(alert(name))
        door = "/in/alertmanager/"
        kept = Client().post(door, raw, content_type="application/json", headers=bearer)
        return kept.status_code

    send("the first one is noted as a sign of life")

    with django_assert_num_queries(2):
        assert send("another") == 202


def test_the_alarm_is_the_one_the_clock_would_set() -> None:
    item = receive(make_integration(), notification(alert()))
    ours = Timer.objects.get(kind=InboxItem.FOLD)

    theirs = clock.set(InboxItem.FOLD, about=item, at=item.received_at)

    ours.refresh_from_db()
    assert ours.state == TimerState.CANCELLED
    varying = ["id", "state"]
    assert model_to_dict(ours, exclude=varying) == model_to_dict(theirs, exclude=varying)


def test_the_same_bytes_again_set_no_alarm() -> None:
    integration = make_integration()
    raw = notification(alert())

    first = receive_notification(integration=integration, raw=raw, by=None, at=NOON).created
    second = receive_notification(integration=integration, raw=raw, by=None, at=NOON).created

    assert (first, second) == (True, False)
    assert Timer.objects.filter(kind=InboxItem.FOLD).count() == 1


def test_a_group_is_worked_in_at_once() -> None:
    integration = make_integration()
    for number in range(30):
        receive(integration, notification(alert(f"a{number}"), group="storm"))
    receive(integration, notification(alert("calm"), group="another"))

    rung = clock.ring_due(at=LATER, limit=1)

    assert rung == 1
    assert Alert.objects.count() == 30
    assert InboxItem.objects.waiting().count() == 1
    assert Timer.objects.live().filter(kind=InboxItem.FOLD).count() == 1


def test_a_storm_is_a_few_lines_on_the_timeline() -> None:
    integration = make_integration()
    for number in range(30):
        receive(integration, notification(alert(f"a{number}"), group="storm"))
    for number in range(30):
        over = alert(f"a{number}", status="resolved")
        receive(integration, notification(over, group="storm"))

    clock.ring_due(at=LATER)

    bodies = [entry.body for entry in Incident.objects.get().entries.in_order()]
    assert bodies.count("Alert: 5xx > 5%") == 5
    assert bodies.count("Alert: 25 more, 5xx > 5%.") == 1
    assert bodies.count("Alert is over: 25 more, 5xx > 5%.") == 1
    assert bodies.count("All alerts of this incident are over. Verify, then resolve.") == 1
    assert not Alert.objects.filter(incident=None).exists()


def test_what_fails_holds_nothing_else_up(monkeypatch: pytest.MonkeyPatch) -> None:
    integration = make_integration()
    for name in ("fine", "poison", "also fine"):
        receive(integration, notification(alert(name), group="storm"))
    whole = folding._fold

    def breaking(folded: folding.Folded, one: FiredAlert, *, at: datetime) -> None:
        if one.fingerprint == "poison":
            raise ValueError("poison")
        whole(folded, one, at=at)

    monkeypatch.setattr(folding, "_fold", breaking)
    clock.ring_due(at=LATER)
    clock.ring_due(at=LATER.replace(year=2031))

    waiting = InboxItem.objects.waiting().get()
    assert waiting.body["alerts"][0]["fingerprint"] == "poison"
    assert Alert.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("odd", ["1e999999", "1e5000", "NaN", "[" * 60_000 + "]" * 60_000])
def test_what_the_database_cannot_keep_is_refused(odd: str) -> None:
    make_integration()
    raw = notification(alert())[:-1] + f', "odd": {odd}}}'.encode()

    answer = Client().post(
        "/in/alertmanager/",
        raw,
        content_type="application/json",
        headers={"Authorization": f"Bearer {SECRET}"},
    )

    assert answer.status_code == 400
    assert not InboxItem.objects.exists()


def test_brackets_in_words_are_no_nesting() -> None:
    integration = make_integration()

    item = receive(integration, notification(alert(annotations={"summary": "[" * 40 + '\\"'})))

    assert item.state == InboxState.RECEIVED
