"""Nobody acknowledges, the clock stands still for ten minutes, workers die between steps: the
ladder reaches its last rung, and each step is taken once."""

import random
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from incidents.oncall.actions.start_escalation import start_escalation
from incidents.oncall.models import Call, Escalation, EscalationState, Page
from incidents.oncall.paging.auditing import stalled
from incidents.record.models import Incident
from portal.post.models import Delivery
from tests.faults.ground import Ground, everything_is_settled, ground, pause, show, sized
from tests.make_contact import make_rule, make_way
from tests.make_oncall import make_ladder, make_rotation
from tests.make_people import make_user
from tests.make_record import make_incident
from tests.running import eventually

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
RUNGS = ("Tom", "Sam", "Kim", "Elena")
WAIT = 5


def silent_company(incidents: int) -> list[Incident]:
    """Three rungs and a manager; Tom is written to twice, two minutes apart."""
    people = [make_user(name, "Responder") for name in RUNGS[:3]]
    make_user("Elena", "Manager")
    own, second = (
        make_way(people[0], "email", ""),
        make_way(people[0], "email", "tom@pager.example"),
    )
    make_rule(own, 0)
    make_rule(second, 2)
    make_ladder(*(make_rotation(person) for person in people))
    made = [make_incident(level=2) for _ in range(incidents)]
    for incident in made:
        start_escalation(incident=incident, by=None, at=timezone.now())
    return made


def move_clock(minutes: float) -> None:
    """Everything that is set, and every call, is so much longer ago."""
    past = f"{minutes} minutes"
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE clock_timer SET due_at = due_at - %s::interval, "
            "next_try_at = next_try_at - %s::interval "
            "WHERE state = 'set'",
            [past, past],
        )
        cursor.execute("UPDATE oncall_page SET called_at = called_at - %s::interval", [past])


def is_done(incidents: list[Incident]) -> bool:
    done = Escalation.objects.filter(incident__in=incidents, state=EscalationState.EXHAUSTED)
    return done.count() == len(incidents)


def nothing_is_due() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM clock_timer WHERE state = 'set' AND next_try_at <= now()"
        )
        row = cursor.fetchone()
    return row is not None and row[0] == 0


def climb_to_the_end(incidents: list[Incident]) -> None:
    """Let the minutes pass until everybody was called."""
    for _ in range(40):
        if is_done(incidents):
            return
        eventually(nothing_is_due, within=60, what="every ring")
        move_clock(WAIT)
    raise AssertionError("The last rung was never reached.")


def each_step_once(incidents: list[Incident]) -> None:
    for incident in incidents:
        pages = Page.objects.filter(incident=incident).select_related("person")
        assert Counter(str(page.person) for page in pages) == dict.fromkeys(RUNGS, 1)
        tom = next(page for page in pages if str(page.person) == "Tom")
        assert [call.step for call in tom.tries.in_order()] == [0, 1]
    calls, letters = Call.objects.count(), Delivery.objects.filter(message__kind="oncall.page")
    assert letters.count() == calls
    assert stalled(at=timezone.now()) == []


def arrived(place: Ground, *, doubled_at_most: int) -> None:
    everything_is_settled()
    sent = Delivery.objects.filter(message__kind="oncall.page", state="sent").count()
    copies = sum(place.accepted().values()) - sent
    assert 0 <= copies <= doubled_at_most


def test_when_nobody_acknowledges(tmp_path: Path) -> None:
    incidents = silent_company(sized(whole=40, short=3))

    with ground(tmp_path) as place:
        for _ in range(3):
            place.worker()
        climb_to_the_end(incidents)

        each_step_once(incidents)
        arrived(place, doubled_at_most=0)


def test_when_nobody_keeps_time_for_ten_minutes(tmp_path: Path) -> None:
    incidents = silent_company(sized(whole=40, short=3))

    with ground(tmp_path) as place:
        keeper = place.worker()
        eventually(lambda: bool(place.accepted()), within=60, what="the first page")
        place.end(keeper)
        move_clock(10)
        place.worker()
        eventually(
            lambda: Page.objects.filter(person__name="Sam").count() == len(incidents),
            within=60,
            what="the next rung",
        )
        climb_to_the_end(incidents)

        each_step_once(incidents)
        arrived(place, doubled_at_most=0)


def test_when_workers_are_killed_between_the_steps(tmp_path: Path) -> None:
    incidents, kills = silent_company(sized(whole=40, short=3)), 0
    chance, most = random.Random(7), sized(whole=30, short=4)

    with ground(tmp_path, late=0.002) as place:
        workers: list[subprocess.Popen[bytes]] = [place.worker() for _ in range(2)]
        for _ in range(60):
            if is_done(incidents):
                break
            move_clock(WAIT / 2)
            pause(chance.uniform(0.1, 1.0))
            if kills < most:
                victim = workers.pop(0)
                victim.kill()
                victim.wait(30)
                place.processes.remove(victim)
                workers.append(place.worker())
                kills += 1
            else:
                eventually(nothing_is_due, within=60, what="every ring")
        climb_to_the_end(incidents)

        show(f"{kills} workers killed, {len(incidents)} ladders climbed to the end")
        each_step_once(incidents)
        arrived(place, doubled_at_most=kills)
