"""The ladder on screen: who comes next in the order in which they are called, and what became
of every way."""

from datetime import timedelta

from incidents.oncall.actions.acknowledge_page import acknowledge_page
from incidents.oncall.actions.start_escalation import start_escalation
from incidents.oncall.models import Page
from incidents.oncall.paging.showing import ladder_shown
from incidents.record.models import Incident
from portal.clock import clock
from portal.people.groups import MANAGER
from portal.post.models import Delivery, DeliveryState
from tests.make_oncall import make_ladder
from tests.make_people import make_user
from tests.make_record import NOON, make_incident

MINUTE = timedelta(minutes=1)


def climbing(*, repeats: int = 0) -> Incident:
    make_user("Elena", MANAGER)
    policy = make_ladder(make_user("Tom"), make_user("Ana"))
    policy.repeats = repeats
    policy.save()
    incident = make_incident(level=2)
    start_escalation(incident=incident, by=None, at=NOON)
    return incident


def coming(incident: Incident, *, at: timedelta) -> list[tuple[str, str]]:
    return [(one.names, one.soon) for one in ladder_shown(incident, at=NOON + at)["coming"]]


def test_the_next_is_said_first_and_alone_with_its_time() -> None:
    incident = climbing(repeats=1)

    assert coming(incident, at=MINUTE) == [
        ("Ana", "in 4 min"),
        ("Everyone who was silent", ""),
        ("Elena", ""),
    ]


def test_managers_come_after_the_ladder_began_anew() -> None:
    incident = climbing(repeats=1)
    clock.ring_due(at=NOON + 5 * MINUTE)

    assert coming(incident, at=6 * MINUTE) == [
        ("Everyone who was silent", "in 4 min"),
        ("Elena", ""),
    ]


def test_a_ladder_climbed_once_ends_with_managers() -> None:
    incident = climbing()
    clock.ring_due(at=NOON + 5 * MINUTE)

    assert coming(incident, at=9 * MINUTE + MINUTE / 2) == [("Elena", "in under a minute")]


def test_a_way_that_was_not_used_says_why() -> None:
    incident = climbing()
    acknowledge_page(page=Page.objects.get(), by=None, at=NOON + MINUTE, via="link")

    (way,) = ladder_shown(incident, at=NOON + 2 * MINUTE)["lines"][0].ways
    assert way.state == "not sent: answered before it was sent"

    Delivery.objects.filter(state=DeliveryState.SUPPRESSED).update(last_error="No such mailbox.")
    (way,) = ladder_shown(incident, at=NOON + 2 * MINUTE)["lines"][0].ways
    assert way.state == "not sent: no such mailbox"


def test_who_was_silent_is_still_asked_in_the_room_until_somebody_comes() -> None:
    incident = climbing()
    tom = Page.objects.get().person
    clock.ring_due(at=NOON + 5 * MINUTE)

    assert Page.objects.asking().for_person(tom).get().state == "silent"

    ana = Page.objects.waiting().get(incident=incident)
    acknowledge_page(page=ana, by=None, at=NOON + 6 * MINUTE, via="link")
    assert not Page.objects.asking().for_person(tom).exists()
