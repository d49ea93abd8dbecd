"""Many senders and many workers at once: nothing is lost, nothing is doubled."""

import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.db.models import Count
from django.test import Client

from incidents.alerts.actions.attach_alerts import CannotAttach, attach_alerts
from incidents.alerts.actions.fold_notification import fold_notification
from incidents.alerts.models import Alert, AlertEvent, InboxItem, Integration, Rule
from incidents.command.actions.merge_incidents import merge_incidents
from incidents.command.actions.resolve_incident import resolve_incident
from incidents.oncall.models import Page
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident, State
from portal.clock import clock
from tests.make_alerts import SECRET, alert, fire, make_integration, notification, receive
from tests.make_command import declare
from tests.make_oncall import make_ladder, make_rotation
from tests.make_people import make_user
from tests.make_record import NOON, make_service
from tests.running import eventually

pytestmark = pytest.mark.django_db(transaction=True)
ALERTS, SENDERS, MOST_TIMES = 60, 8, 5
LATER = NOON.replace(year=2030)


def at_once(*works: Callable[[], object]) -> list[Exception]:
    """Begun together, each on a connection of its own; what they raised."""
    start, raised = Barrier(len(works)), list[Exception]()

    def run(work: Callable[[], object]) -> None:
        try:
            start.wait()
            work()
        except Exception as error:  # noqa: BLE001
            raised.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(work,)) for work in works]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return raised


def send(bodies: Sequence[bytes]) -> set[int]:
    door = Client(headers={"Authorization": f"Bearer {SECRET}"})
    return {
        door.post("/in/alertmanager/", body, content_type="application/json").status_code
        for body in bodies
    }


def test_working_one_in_keeps_no_other_waiting_at_the_door() -> None:
    integration = make_integration()
    first = receive(integration, notification(alert("first")))
    second = notification(alert("second"))

    def knock() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        receive(integration, second)

    with transaction.atomic():
        fold_notification(item=first, at=NOON)
        raised = at_once(knock)

    assert raised == []
    assert InboxItem.objects.count() == 2


def test_merging_while_alerts_are_worked_in_ends_in_no_deadlock() -> None:
    commander = make_user("Priya", "Incident commander")
    one, other = declare("Checkout fails"), declare("Payments fail")
    make_integration(rule=False)
    fire(Integration.objects.get(), minute=1)
    Alert.objects.update(incident=one)
    merging = partial(merge_incidents, incident=one, into=other, by=commander, at=NOON)
    raised = list[Exception]()
    merger = Thread(target=lambda: raised.extend(at_once(merging)))

    with transaction.atomic():
        Alert.objects.select_for_update().get()
        merger.start()
        eventually(somebody_waits, within=10, what="the merge waits for the alert")
        lock_incident(incident=one)
    merger.join()

    assert raised == []
    assert Alert.objects.get().incident == other


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def test_a_storm_loses_nothing_and_calls_once() -> None:
    make_ladder(make_rotation(make_user("Tom", "Responder")))
    integration = make_integration(rule=False)
    service = make_service()
    Rule.objects.create(
        integration=integration, position=1, matches={"team": "pay"}, service=service, level=3
    )
    Rule.objects.create(integration=integration, position=2, level=3)
    chance, planned = random.Random(20261121), list[bytes]()
    for number in range(ALERTS):
        labels = {"team": "pay"} if number % 4 < 2 else {"team": "web"}
        body = notification(alert(f"a{number}", labels=labels), group=f"group {number % 4}")
        planned += [body] * chance.randint(1, MOST_TIMES)
    chance.shuffle(planned)
    statuses = set[int]()

    raised = at_once(
        *(
            lambda part=part: statuses.update(send(planned[part::SENDERS]))
            for part in range(SENDERS)
        ),
        lambda: clock.ring_due(at=LATER),
        lambda: clock.ring_due(at=LATER),
    )
    clock.ring_due(at=LATER)

    assert raised == []
    assert statuses == {202}
    assert InboxItem.objects.count() == ALERTS
    assert not InboxItem.objects.waiting().exists()
    assert Alert.objects.count() == ALERTS
    assert not Alert.objects.filter(incident=None).exists()
    of_groups = Alert.objects.values_list("group_key").annotate(Count("incident", distinct=True))
    assert {many for _, many in of_groups} == {1}
    assert Incident.objects.count() == 3
    calls = Page.objects.order_by().values_list("incident", "person").annotate(many=Count("pk"))
    assert {many for _, _, many in calls} == {1}


def test_two_workers_that_fold_one_group_open_one_incident() -> None:
    integration = make_integration()
    items = [receive(integration, notification(alert(name))) for name in ("aaaa", "bbbb")]

    raised = at_once(
        *(lambda item=item: fold_notification(item=item, at=NOON, alone=True) for item in items)
    )

    assert raised == []
    assert Incident.objects.count() == 1
    assert set(Alert.objects.values_list("incident", flat=True)) == {Incident.objects.get().pk}


def test_two_integrations_of_one_service_open_one_incident() -> None:
    service = make_service()
    integration = make_integration(service=service)
    other = integration.__class__.objects.create(
        name="Grafana", digest="other", kind=integration.kind
    )
    Rule.objects.create(integration=other, service=service)
    items = [receive(one, notification(alert(group_key="x"))) for one in (integration, other)]

    raised = at_once(*(lambda item=item: fold_notification(item=item, at=NOON) for item in items))

    assert raised == []
    assert Incident.objects.count() == 1


def test_attaching_and_resolving_at_once_leaves_a_true_word() -> None:
    tom = make_user("Tom", "Responder")
    fire(make_integration(rule=False), minute=1)
    incident, one = declare(level=3), Alert.objects.get()
    at = NOON + timedelta(minutes=5)

    raised = at_once(
        lambda: attach_alerts(alerts=[one], incident=incident, by=tom, at=at),
        lambda: resolve_incident(
            incident=incident, verified="Paid.", words="It works.", by=tom, at=at
        ),
    )

    one.refresh_from_db()
    incident.refresh_from_db()
    assert incident.state == State.MONITORING
    assert all(isinstance(error, CannotAttach) for error in raised)
    assert (one.incident is None) == bool(raised)


def test_two_people_attach_one_alert_to_one_incident() -> None:
    tom, ana = make_user("Tom", "Responder"), make_user("Ana", "Responder")
    fire(make_integration(rule=False), minute=1)
    one, first, second = Alert.objects.get(), declare(level=3), declare(level=3)

    raised = at_once(
        lambda: attach_alerts(alerts=[one], incident=first, by=tom, at=NOON),
        lambda: attach_alerts(alerts=[one], incident=second, by=ana, at=NOON),
    )

    assert [type(error) for error in raised] == [CannotAttach]
    assert AlertEvent.objects.filter(what="attached").count() == 1
