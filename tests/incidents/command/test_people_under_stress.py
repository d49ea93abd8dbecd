"""One calm line at a time, rest for whoever commands long, and no blame before others."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import models
from django.test import Client

from incidents.command.actions.let_wait import let_wait
from incidents.command.actions.put_away import put_away
from incidents.command.calm import calm_line
from incidents.command.models import PutAway
from incidents.comms.models import Promise
from incidents.oncall.models import Page
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.assign_role import assign_role
from incidents.record.actions.correct_entry import correct_entry
from incidents.record.actions.move_incident import move_incident
from incidents.record.models import Entry, Incident, Role, State
from incidents.record.stretches import commanding_since
from portal.clock import clock
from portal.people.models import User
from portal.post.models import Message
from tests.make_command import declare
from tests.make_oncall import make_rotation
from tests.make_people import give_second_factor, make_user
from tests.make_record import NOON
from tests.make_tasks import in_minutes

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LOOKED_AT = in_minutes(2)


def person(name: str) -> User:
    return make_user(name, "Incident commander")


def quiet(level: int = 1, **facts: Any) -> Incident:
    """An incident that owes nobody a word."""
    incident = declare(level=level, **facts)
    Promise.objects.all().delete()
    return incident


def led(by: User, **facts: Any) -> Incident:
    incident = quiet(**facts)
    assign_role(incident=incident, role=Role.COMMANDER, person=by, by=None, at=NOON)
    return incident


def write(incident: Incident, by: User, *lines: str, kind: str = "note") -> None:
    for line in lines:
        add_entry(incident=incident, kind=kind, body=line, by=by, at=in_minutes(1))


def title(incident: Incident, viewer: User, *, at: datetime = LOOKED_AT) -> str:
    line = calm_line(incident, viewer, at=at)
    return line.title if line else ""


def test_where_nothing_presses_it_says_breathe_and_can_be_put_away() -> None:
    tom, ana = person("Tom"), person("Ana")
    incident = quiet()

    assert title(incident, tom) == "Breathe"
    put_away(incident=incident, line="breathe", by=tom, at=NOON)
    put_away(incident=incident, line="breathe", by=tom, at=NOON)

    assert title(incident, tom) == ""
    assert title(incident, ana) == "Breathe"


def test_small_trouble_and_what_is_over_say_nothing() -> None:
    tom, over = person("Tom"), quiet()
    move_incident(incident=over, to=State.MONITORING, by=None, at=NOON)

    assert title(quiet(level=3), tom) == ""
    assert title(over, tom) == ""


def test_one_line_at_a_time_and_the_pressing_one_first() -> None:
    tom = person("Tom")
    incident = led(tom)
    let_wait(incident=incident, behind=None, reason="Payments first", by=tom, at=NOON)

    assert title(incident, tom) == f"{incident.reference} waits"
    line = calm_line(incident, tom, at=in_minutes(2))
    assert line is not None
    put_away(incident=incident, line=line.key, by=tom, at=NOON)

    assert title(incident, tom) == "Breathe"


def test_blame_is_shown_to_its_author_alone_and_never_stored() -> None:
    tom, ana = person("Tom"), person("Ana")
    incident = quiet()
    assign_role(incident=incident, role=Role.SCRIBE, person=tom, by=None, at=NOON)
    rows = stored()

    write(incident, ana, "Tom broke it")

    line = calm_line(incident, ana, at=in_minutes(2))
    assert line is not None
    assert (line.title, line.key) == ("What happened, not who", "")
    assert line.own_line == incident.entries.latest("seq").seq
    assert title(incident, tom) == "Breathe"
    assert stored() == rows | {"Entry": rows["Entry"] + 1}


def stored() -> dict[str, int]:
    found: tuple[type[models.Model], ...] = (Entry, PutAway, Message)
    return {one.__name__: one._default_manager.count() for one in found}


def test_the_hint_goes_when_the_line_is_corrected_left_or_old() -> None:
    ana = person("Ana")
    incident = quiet()
    write(incident, ana, "That was stupid")
    entry = incident.entries.latest("seq")

    assert title(incident, ana) == "What happened, not who"
    left = calm_line(incident, ana, at=in_minutes(2), passed_over=entry.seq)
    assert left == calm_line(incident, person("Tom"), at=in_minutes(2))
    assert title(incident, ana, at=in_minutes(7)) == "Breathe"
    correct_entry(entry=entry, body="No timeout was set.", by=ana, at=in_minutes(2))
    assert title(incident, ana, at=in_minutes(3)) == "Breathe"


def test_teams_that_blame_each_other_are_for_the_commander() -> None:
    priya, tom, ana = person("Priya"), person("Tom"), person("Ana")
    incident = led(priya)

    write(incident, tom, "Who broke the database?")
    assert title(incident, priya) == "Breathe"
    write(incident, ana, "Whose fault is the timeout?")

    assert title(incident, priya) == "Restore now, analyse after"
    assert title(incident, person("Kim")) == "Breathe"


@pytest.mark.parametrize(
    ("lines", "kind", "expected"),
    [
        (("The index made it worse",), "note", "Check the advice before the next try"),
        (
            ("The CEO asks again", "VP wants a call"),
            "note",
            "Executives need a rhythm, not an answer",
        ),
        (("Nothing new", "Still looking"), "note", "Breathe"),
    ],
)  # fmt: skip
def test_what_happens_decides_what_is_said(
    lines: tuple[str, ...], kind: str, expected: str
) -> None:
    tom = person("Tom")
    incident = quiet()

    write(incident, tom, *lines, kind=kind)

    assert title(incident, person("Ana")) == expected


def test_a_commander_who_decides_back_and_forth_is_given_structure_by_the_others() -> None:
    priya = person("Priya")
    incident = led(priya)

    write(incident, priya, "Roll back", "Stay", "Roll back", "Wait", kind="decision")

    assert title(incident, person("Tom")) == "Give the commander structure"
    assert title(incident, priya) == "Breathe"


def test_who_does_not_answer_is_passed_over() -> None:
    tom = person("Tom")
    incident = quiet()
    Page.objects.create(
        incident=incident, person=person("Ana"), reason="x", state="silent", asked_at=NOON
    )

    assert title(incident, tom) == "Go to the next person now"


def test_a_word_that_is_due_is_for_who_owes_it() -> None:
    priya = person("Priya")
    incident = declare()
    assign_role(incident=incident, role=Role.COMMANDER, person=priya, by=None, at=NOON)

    assert title(incident, priya, at=in_minutes(6)) == "A word is due in 4 min"
    assert title(incident, person("Tom"), at=in_minutes(6)) == "Breathe"


def pass_hours(hours: float) -> datetime:
    at = NOON + timedelta(hours=hours)
    clock.ring_due(at=at)
    return at


def rests() -> list[str]:
    found = Message.objects.filter(kind="command.rest").order_by("pk")
    return [one.deliveries.get().address for one in found]


def test_whoever_commanded_long_is_offered_a_rest_once_with_somebody_free() -> None:
    priya, tom, ana = person("Priya Nair"), person("Tom Alvarez"), person("Ana")
    make_rotation(tom, commands=True)
    make_rotation(ana)
    incident = led(priya)
    Page.objects.all().delete()

    pass_hours(3.9)
    assert rests() == []
    at = pass_hours(4)
    pass_hours(9)

    assert rests() == [priya.email]
    message = Message.objects.get(kind="command.rest")
    assert message.subject.startswith("You have commanded for 4 h")
    assert "Tom Alvarez may command, is on call and on no other incident" in message.text
    line = calm_line(incident, priya, at=at)
    assert line is not None
    assert "Tom Alvarez is on call and free." in line.text
    assert f"person={tom.pk}" in line.url


def test_who_is_busy_or_may_not_command_is_not_proposed() -> None:
    priya, busy = person("Priya"), person("Busy")
    make_rotation(busy, commands=True)
    make_rotation(make_user("Responder Rita", "Responder"))
    led(priya)
    led(busy)

    pass_hours(4)

    message = Message.objects.filter(deliveries__address=priya.email, kind="command.rest").get()
    assert "Nobody on call who may command is free" in message.text


def test_who_handed_over_in_time_is_left_alone() -> None:
    priya, tom = person("Priya"), person("Tom")
    incident = led(priya)

    assign_role(incident=incident, role=Role.COMMANDER, person=tom, by=None, at=NOON + HOUR)
    pass_hours(4.5)

    assert rests() == []


def test_the_hours_are_those_of_the_policy_it_was_declared_with() -> None:
    priya = person("Priya")
    incident = quiet()
    Incident.objects.update(policy={**incident.policy, "command_hours": 2})
    incident.refresh_from_db()
    assign_role(incident=incident, role=Role.COMMANDER, person=priya, by=None, at=NOON)

    pass_hours(2)

    assert rests() == [priya.email]


def test_a_stretch_goes_on_over_incidents_and_short_pauses() -> None:
    priya = person("Priya")
    first = led(priya)
    move_incident(incident=first, to=State.MONITORING, by=None, at=NOON + HOUR)
    second = quiet()
    soon = NOON + HOUR + timedelta(minutes=20)
    assign_role(incident=second, role=Role.COMMANDER, person=priya, by=None, at=soon)

    assert commanding_since(priya, at=NOON + 2 * HOUR) == NOON
    move_incident(incident=second, to=State.MONITORING, by=None, at=NOON + 2 * HOUR)
    assert commanding_since(priya, at=NOON + 2 * HOUR) is None
    third = quiet()
    rested = NOON + 4 * HOUR
    assign_role(incident=third, role=Role.COMMANDER, person=priya, by=None, at=rested)
    assert commanding_since(priya, at=rested + HOUR) == rested


def test_the_line_is_a_part_of_the_room_and_put_away_by_hand() -> None:
    tom, client = person("Tom"), Client()
    give_second_factor(tom)
    client.force_login(tom)
    incident = quiet()
    where = f"/portal/incidents/{incident.reference}/calm/"

    assert b"Breathe" in client.get(where).content
    assert b"?over=3" in client.get(f"{where}?over=3").content
    assert client.get(f"{where}?over=x").status_code == 200
    gone = client.post(f"{where}away/", {"line": "breathe"}, headers={"HX-Request": "true"})
    assert b"Breathe" not in gone.content
    assert client.post(f"{where}away/", {"line": ""}).status_code == 302
