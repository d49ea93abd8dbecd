"""What exactly arrived is forgotten after a month; what came of it is not."""

from datetime import timedelta

import pytest

from incidents.alerts.actions import forget_arrivals as forgetting
from incidents.alerts.actions.forget_arrivals import FORGET, KEPT_FOR, SOON, forget_arrivals
from incidents.alerts.models import Alert, InboxItem, InboxState
from portal.clock import clock
from portal.clock.models import Timer
from tests.make_alerts import alert, make_integration, notification, receive
from tests.make_record import NOON

A_DAY = timedelta(days=1)


def test_a_month_later_it_is_forgotten_with_its_alarm() -> None:
    integration = make_integration(rule=False)
    item = receive(integration, notification(alert()), at=NOON)
    clock.ring_due(at=NOON)

    clock.ring_due(at=NOON + KEPT_FOR - A_DAY)
    assert InboxItem.objects.filter(pk=item.pk, state=InboxState.FOLDED).exists()
    clock.ring_due(at=NOON + KEPT_FOR + A_DAY)

    assert not InboxItem.objects.exists()
    assert not Timer.objects.filter(about_label=InboxItem._meta.label_lower).exists()
    assert Alert.objects.exists()


def test_what_waits_is_kept_however_old() -> None:
    integration = make_integration(rule=False)
    receive(integration, notification(alert()), at=NOON)

    assert forget_arrivals(integration=integration, at=NOON + 3 * KEPT_FOR) == 0

    assert InboxItem.objects.waiting().exists()


def test_many_go_in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "MOST_AT_ONCE", 2)
    integration = make_integration(rule=False)
    for number in range(5):
        receive(integration, notification(alert(str(number))), at=NOON)
    clock.ring_due(at=NOON)
    late = NOON + KEPT_FOR + A_DAY

    left = []
    for turn in range(3):
        clock.ring_due(at=late + turn * SOON)
        left.append(InboxItem.objects.count())

    assert left == [3, 1, 0]
    assert not Timer.objects.live().filter(kind=FORGET).exists()


def test_what_came_since_is_looked_at_when_it_is_old() -> None:
    integration = make_integration(rule=False)
    for day in (0, 20):
        receive(integration, notification(alert(), day=day), at=NOON + day * A_DAY)
        clock.ring_due(at=NOON + day * A_DAY)

    clock.ring_due(at=NOON + KEPT_FOR)

    assert InboxItem.objects.count() == 1
    assert Timer.objects.live().get(kind=FORGET).due_at == NOON + 20 * A_DAY + KEPT_FOR


def test_of_another_integration_nothing_is_forgotten() -> None:
    integration = make_integration(rule=False)
    receive(integration, notification(alert()), at=NOON)
    clock.ring_due(at=NOON)
    integration.pk += 1

    assert forget_arrivals(integration=integration, at=NOON + 3 * KEPT_FOR) == 0
