"""The guide knows its phase by the clock and by what is done, and forgets nothing."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from incidents.catalog.models import GuideStep
from incidents.command.actions.resolve_incident import resolve_incident
from incidents.command.actions.tick_step import tick_step
from incidents.command.actions.untick_step import untick_step
from incidents.command.models import GuideTick
from incidents.command.phases import ShownPhase, phases, span
from incidents.record.models import Incident
from portal.people.models import User
from tests.make_command import declare
from tests.make_comms import after
from tests.make_people import make_user
from tests.make_record import NOON


def current(incident: Incident, *, minute: float) -> ShownPhase:
    (only,) = [one for one in phases(incident, at=after(minute)) if one.current]
    return only


def tick_all(incident: Incident, phase: str, by: User) -> None:
    for step in GuideStep.objects.for_level(incident.level).filter(phase=phase):
        tick_step(incident=incident, step=step, by=by, at=after(6))


def test_the_clock_moves_it_on_and_there_is_always_one() -> None:
    incident = declare(level=1)

    found = [current(incident, minute=minute).label for minute in (0, 29, 30, 61, 300, 5000)]

    assert found == [
        "Stop the bleeding", "Stop the bleeding", "Stabilise",
        "Fix properly", "Fix properly", "Fix properly",
    ]  # fmt: skip


def test_what_is_done_moves_it_on_sooner() -> None:
    incident = declare(level=1)

    tick_all(incident, "stop_the_bleeding", make_user("Tom", "Responder"))

    assert current(incident, minute=7).label == "Stabilise"


def test_what_was_left_behind_stays_in_sight_and_is_overdue() -> None:
    incident = declare(level=1)
    first = GuideStep.objects.for_level(1)[0]
    tick_step(incident=incident, step=first, by=make_user("Tom", "Responder"), at=after(2))

    here = current(incident, minute=31)

    assert first not in [one.row for one in here.left]
    assert len(here.left) == 5
    assert all(one.overdue for one in here.left)
    assert not any(one.overdue for one in here.steps)


def test_learning_begins_when_it_is_over() -> None:
    incident = declare(level=1, by=make_user("Tom", "Responder"))
    resolve_incident(incident=incident, verified="ok", words="", by=None, at=after(20))

    assert current(incident, minute=21).label == "Learn and prevent"


def test_a_mild_one_has_fewer_steps() -> None:
    bad, mild = declare(level=0), declare(level=3)

    assert sum(one.total for one in phases(mild, at=NOON)) < sum(
        one.total for one in phases(bad, at=NOON)
    )


def test_unticking_leaves_a_trace() -> None:
    incident, tom = declare(level=1), make_user("Tom Alvarez", "Responder")
    step = GuideStep.objects.for_level(1)[0]
    tick_step(incident=incident, step=step, by=tom, at=after(2))

    ana = make_user("Ana Ruiz", "Responder")
    assert untick_step(incident=incident, step=step, by=ana, at=after(3))
    assert not untick_step(incident=incident, step=step, by=ana, at=after(3))

    assert not GuideTick.objects.exists()
    last = incident.entries.newest_first()[0]
    assert last.by == ana
    assert last.body == f"Not done after all: {step.text}. Tom Alvarez had ticked it at 12:02 UTC."


def test_minutes_are_said_as_people_say_them() -> None:
    assert [span(5, 10), span(60, 240), span(1440, 2880)] == ["5–10 min", "1–4 h", "1–2 days"]


def test_the_room_ticks_and_unticks_by_one_click() -> None:
    client, tom = Client(), make_user("Tom Alvarez", "Responder")
    client.force_login(tom)
    incident = declare(level=1, at=timezone.now() - timedelta(minutes=7))
    step = GuideStep.objects.for_level(1)[0]
    address = f"{incident.get_absolute_url()}steps/{step.pk}/"

    client.post(address)
    done = client.get(f"{incident.get_absolute_url()}guide/").content.decode()
    client.post(address, {"undo": "1"})
    undone = client.get(incident.get_absolute_url()).content.decode()

    assert "1 of 6 done" in done
    assert "Tom Alvarez, " in done
    assert "0 of 6 done, 2 overdue" in undone


def test_the_next_step_is_a_part_of_its_own() -> None:
    client = Client()
    client.force_login(make_user("Tom Alvarez", "Responder"))
    incident = declare(level=1, at=timezone.now())

    part = client.get(f"{incident.get_absolute_url()}next-step/").content.decode()

    assert "Nobody is in command" in part
    assert "Take command" in part
