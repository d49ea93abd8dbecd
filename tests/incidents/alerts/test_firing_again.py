"""A fire after its recovery calls again: once, whatever the order it is heard in."""

import itertools
from datetime import timedelta
from typing import Any

import pytest

from incidents.alerts.models import Alert, AlertEvent, Integration
from incidents.oncall.actions.acknowledge_page import acknowledge_page
from incidents.oncall.models import Page
from incidents.record.models import Incident, Says, Signal
from portal.people.models import User
from tests.make_alerts import fire, make_integration
from tests.make_oncall import make_ladder, make_rotation
from tests.make_people import make_user
from tests.make_record import NOON

MINUTE = timedelta(minutes=1)


@pytest.fixture
def tom() -> User:
    person = make_user("Tom", "Responder")
    make_ladder(make_rotation(person))
    return person


@pytest.fixture
def integration(tom: User) -> Integration:
    return make_integration(level=3)


def acknowledge(tom: User) -> None:
    page = Page.objects.filter(person=tom).latest("pk")
    acknowledge_page(page=page, by=tom, at=NOON + 2 * MINUTE, via="portal")


def test_it_pages_again(integration: Integration, tom: User) -> None:
    fire(integration, minute=1)
    acknowledge(tom)
    fire(integration, minute=5, began=1, over=True)
    assert Page.objects.count() == 1

    fire(integration, minute=9)
    fire(integration, minute=10, began=9)

    assert Page.objects.filter(person=tom).count() == 2
    assert Incident.objects.get().entries.filter(body__startswith="Failing again").count() == 1


def test_another_alert_beside_it_pages_nobody(integration: Integration, tom: User) -> None:
    fire(integration, "aaaa", minute=1)
    acknowledge(tom)

    fire(integration, "bbbb", minute=2)
    fire(integration, "bbbb", minute=3, began=2, over=True)
    fire(integration, "bbbb", minute=4)

    assert Page.objects.count() == 1


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_every_order_of_arrival_pages_once_more(
    integration: Integration, order: tuple[int, ...]
) -> None:
    told: list[dict[str, Any]] = [
        {"minute": 1, "began": 1},
        {"minute": 5, "began": 1, "over": True},
        {"minute": 9, "began": 9},
    ]
    fire(integration, "first", minute=0)
    fire(integration, "first", minute=0.5, began=0, over=True)
    AlertEvent.objects.all().delete()

    for number in order:
        fire(integration, **told[number])

    assert Alert.objects.newest_first()[0].events.filter(what="paged_again").count() == 1


def test_monitoring_says_when_it_fires_and_when_it_is_over(integration: Integration) -> None:
    fire(integration, minute=5, began=1)
    fire(integration, "bbbb", minute=6)
    fire(integration, minute=7, began=1, over=True)
    assert Signal.objects.get().says == Says.DEGRADED

    fire(integration, "bbbb", minute=8, began=6, over=True)

    fired, over = Signal.objects.order_by("pk")
    assert (fired.source, fired.words, fired.lag_minutes) == ("monitoring", "5xx > 5%", 4)
    assert (over.says, over.words) == (Says.UP, "All alerts are over")
    assert fired.integration == str(integration)


def test_monitoring_gets_worse_but_never_better_while_it_fires(integration: Integration) -> None:
    for minute, severity in enumerate(("warning", "medium", "critical", "low"), start=1):
        fire(integration, f"a{minute}", minute=minute, labels={"severity": severity})

    integration.rules.update(level=None)
    fire(integration, "worst", minute=9, labels={"severity": "critical"})
    fire(integration, "mild", minute=10, labels={"severity": "low"})

    assert [one.says for one in Signal.objects.order_by("pk")] == [Says.DEGRADED, Says.DOWN]


def test_while_another_lasts_it_has_not_recovered(integration: Integration, tom: User) -> None:
    fire(integration, "lasts", minute=1)
    acknowledge(tom)
    fire(integration, "aaaa", minute=2)
    fire(integration, "aaaa", minute=3, began=2, over=True)
    fire(integration, "aaaa", minute=4)

    fire(integration, "lasts", minute=20, began=1, over=True)

    assert Page.objects.count() == 1
