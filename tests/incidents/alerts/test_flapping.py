"""What goes to and fro calls once, and is quiet until it is calm."""

from datetime import timedelta

import pytest

from incidents.alerts.models import Alert, AlertEvent, AlertPolicy, Integration
from incidents.oncall.models import Page
from incidents.record.models import Incident
from tests.make_alerts import fire, make_integration
from tests.make_command import resolve, ring
from tests.make_oncall import make_ladder, make_rotation
from tests.make_people import make_user
from tests.make_record import NOON

MINUTE = timedelta(minutes=1)


@pytest.fixture
def integration() -> Integration:
    make_ladder(make_rotation(make_user("Tom", "Responder")))
    return make_integration(level=3)


def flip(integration: Integration, times: int, *, since: int = 0) -> int:
    """Fire and end so often, a minute apart; the minute after."""
    for number in range(times):
        minute = since + 2 * number
        fire(integration, minute=minute)
        fire(integration, minute=minute + 1, began=minute, over=True)
    return since + 2 * times


def test_few_changes_are_no_flapping(integration: Integration) -> None:
    flip(integration, 2)

    assert not Alert.objects.filter(flapping=True).exists()


def test_many_changes_are_said_on_the_alert_and_in_the_incident(integration: Integration) -> None:
    after = flip(integration, 3)

    fire(integration, minute=after)

    assert Alert.objects.newest_first()[0].flapping
    event = AlertEvent.objects.get(what="flapping")
    assert event.words == "5 changes within 15 min. Quiet until it is calm."
    lines = Incident.objects.get().entries.values_list("body", flat=True)
    assert sum("Alert flaps: 5xx > 5%" in line for line in lines) == 1


def test_nobody_is_called_while_it_flaps(integration: Integration) -> None:
    after = flip(integration, 3)
    called = Page.objects.count()
    lines = Incident.objects.get().entries.count()
    resolve(Incident.objects.get(), at=NOON + after * MINUTE)

    flip(integration, 4, since=after + 1)

    assert Incident.objects.count() == 1
    assert Page.objects.count() == called
    assert (
        Incident.objects.get().entries.filter(seq__gt=lines, body__startswith="Alert").count() == 0
    )


def test_calm_ends_it_and_what_still_fires_goes_by_the_rules(integration: Integration) -> None:
    after = flip(integration, 3)
    resolve(Incident.objects.get(), at=NOON + after * MINUTE)
    Incident.objects.update(state="closed", closed_at=NOON + 90 * MINUTE)
    fire(integration, minute=after + 1)
    assert Incident.objects.count() == 1

    ring("alerts.calm", at=NOON + (after + 17) * MINUTE)

    assert not Alert.objects.filter(flapping=True).exists()
    assert AlertEvent.objects.get(what="calm").alert == Alert.objects.newest_first()[0]
    assert Alert.objects.newest_first()[0].incident == Incident.objects.latest("pk")
    assert Incident.objects.count() == 2


def test_it_is_not_calm_before_its_minutes_are_over(integration: Integration) -> None:
    after = flip(integration, 3)

    ring("alerts.calm", at=NOON + (after + 13) * MINUTE)

    assert Alert.objects.filter(flapping=True).exists()


def test_one_that_flaps_from_the_start_calls_once(integration: Integration) -> None:
    AlertPolicy.objects.update(flap_changes=1)

    fire(integration, minute=1, began=0, over=True)
    fire(integration, minute=2)

    assert Page.objects.count() == 1
    assert Alert.objects.newest_first()[0].flapping


def test_others_are_heard_meanwhile(integration: Integration) -> None:
    after = flip(integration, 3)
    Incident.objects.update(
        state="closed", resolved_at=NOON + MINUTE * 90, closed_at=NOON + MINUTE * 99
    )

    fire(integration, "another", minute=after, group="another")

    assert Incident.objects.count() == 2
