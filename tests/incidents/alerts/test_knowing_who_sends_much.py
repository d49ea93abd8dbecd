"""In a storm the sender is not looked up with every alert."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents.alerts.actions.switch_integration import switch_integration
from incidents.alerts.intake import knowing
from tests.make_alerts import SECRET, alert, make_integration, notification
from tests.make_record import NOON

pytestmark = pytest.mark.django_db
MANY = 3 * knowing.OFTEN


def send(number: int) -> int:
    door = Client(headers={"Authorization": f"Bearer {SECRET}"})
    raw = notification(alert(f"storm-{number}"))
    return door.post("/in/alertmanager/", raw, content_type="application/json").status_code


@pytest.fixture
def in_one_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knowing, "WITHIN", 60.0)


def test_who_sends_much_is_looked_up_a_few_times(in_one_second: None) -> None:
    make_integration()

    with CaptureQueriesContext(connection) as asked:
        answers = {send(number) for number in range(MANY)}

    looked_up = [one for one in asked if "previous_digest" in one["sql"]]
    assert answers == {202}
    assert len(looked_up) == knowing.OFTEN


def test_what_is_switched_off_is_refused_at_once(in_one_second: None) -> None:
    integration = make_integration()
    for number in range(MANY):
        send(number)

    switch_integration(integration=integration, enabled=False, by=None, at=NOON)

    assert send(MANY) == 401


def test_after_a_while_it_is_looked_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    integration = make_integration()
    for number in range(MANY):
        send(number)
    type(integration).objects.update(enabled=False)

    monkeypatch.setattr(knowing, "WITHIN", 0.0)

    assert send(MANY) == 401
