"""Who is on call, drawn, and everything done by pressing a button or filling a form."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from incidents.oncall.actions.override_duty import override_duty
from incidents.oncall.actions.record_absence import record_absence
from incidents.oncall.models import HandoffNote, Layer, Override, Rotation, Swap
from incidents.oncall.schedule.duties import on_call
from incidents.oncall.schedule.lanes import duties_of, lanes_of, rhythm_of, week_of
from portal.people.groups import INCIDENT_COMMANDER, RESPONDER
from portal.people.models import User
from tests.make_oncall import make_rotation, make_schedule
from tests.make_people import give_second_factor, make_user
from tests.make_record import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
UTC = ZoneInfo("UTC")


@pytest.fixture
def tom(client: Client) -> User:
    """A responder, signed in."""
    person = make_user("Tom Alvarez", RESPONDER)
    client.force_login(person)
    return person


@pytest.fixture
def priya(client: Client) -> User:
    """A commander, signed in."""
    person = make_user("Priya Nair", INCIDENT_COMMANDER)
    give_second_factor(person)
    client.force_login(person)
    return person


def typed(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")


def test_a_week_is_drawn_from_edge_to_edge() -> None:
    rotation = make_schedule(make_user("Ana Ruiz"), make_user("Tom Alvarez"))
    span = week_of(date(2026, 11, 19), UTC)
    start = NOON + HOUR
    override_duty(
        rotation=rotation, person=(cleo := make_user("Cleo")), starts_at=start,
        ends_at=start + 30 * HOUR, reason="", by=cleo, at=NOON,
    )  # fmt: skip

    duties = duties_of([rotation], span.starts_at, span.ends_at, at=NOON)
    lane = lanes_of([rotation], span, at=NOON, duties=duties)[0]

    drawn = [block for block in lane.blocks if block.duty.ends_at > span.starts_at]
    assert drawn[-1].x + drawn[-1].width == pytest.approx(100, abs=0.01)
    assert all(
        one.x + one.width == pytest.approx(other.x, abs=0.01) for one, other in pairwise(drawn)
    )
    assert [one.duty.kind for one in drawn].count("override") == 1


def test_a_name_that_does_not_fit_is_shortened_and_never_cut() -> None:
    rotation = make_schedule(make_user("Maximiliane von der Leyenburg"), length_days=1)
    span = week_of(date(2026, 11, 26), UTC)
    start = datetime(2026, 11, 25, 9, tzinfo=UTC)
    cleo = make_user("Cleopatra Selene")
    override_duty(
        rotation=rotation, person=cleo, starts_at=start, ends_at=start + 10 * HOUR, reason="",
        by=cleo, at=NOON,
    )  # fmt: skip

    duties = duties_of([rotation], span.starts_at, span.ends_at, at=NOON)
    blocks = lanes_of([rotation], span, at=NOON, duties=duties)[0].blocks

    labels = {one.label for one in blocks}
    assert labels == {"Maximiliane von der Leyenburg", "Maximiliane", "CS"}


def test_what_nobody_has_written_is_drawn_by_the_rules() -> None:
    rotation = make_rotation(make_user("Ana"))
    span = week_of(date(2027, 6, 1), UTC)

    duties = duties_of([rotation], span.starts_at, span.ends_at, at=NOON)[rotation.pk]

    assert (duties[0].starts_at, duties[-1].ends_at) == (span.starts_at, span.ends_at)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "weekly"),
        ({"length_days": 1}, "daily"),
        ({"length_days": 14}, "every 2 weeks"),
        ({"length_days": 3}, "every 3 days"),
        ({"length_days": 1, "pattern": "sun"}, "daily, follow the sun"),
        ({"covered_days": [0, 1, 2, 3, 4]}, "weekdays"),
    ],
)
def test_its_rhythm_is_said_in_words(facts: dict[str, object], words: str) -> None:
    assert rhythm_of(Rotation(starts_on=date(2026, 1, 5), **facts)) == words


def test_the_page_shows_lanes_gaps_and_whom_to_ask(client: Client, tom: User) -> None:
    now = timezone.now()
    ana = make_user("Ana Ruiz", RESPONDER)
    make_schedule(ana, name="Payments", at=now)
    record_absence(person=ana, starts_at=now + HOUR, ends_at=now + DAY, note="", by=ana, at=now)

    for view in ("week", "month"):
        shown = client.get(reverse("oncall:schedule"), {"view": view}).content.decode()
        assert "Nobody is on call for Payments" in shown
        assert "Take it myself" in shown
        assert 'data-kind="gap"' in shown
        assert "Payments: only Ana Ruiz is in it" in shown


@pytest.mark.parametrize("asked", ["x", "9999-12-31", "0001-01-01", "2026-02-30"])
def test_a_day_that_makes_no_sense_is_no_error(client: Client, tom: User, asked: str) -> None:
    make_schedule(tom, at=timezone.now())

    assert client.get(reverse("oncall:schedule"), {"from": asked}).status_code == 200


def test_take_it_myself_fills_the_gap(client: Client, tom: User) -> None:
    now = timezone.now()
    rotation = make_schedule(at=now)
    span = {"starts_at": (now + HOUR).isoformat(), "ends_at": (now + 3 * HOUR).isoformat()}

    client.post(reverse("oncall:take"), {"rotation": rotation.pk, **span})

    assert on_call(rotation, at=now + 2 * HOUR).person == tom


def test_ask_them_asks_them(client: Client, tom: User) -> None:
    now, rafael = timezone.now(), make_user("Rafael Costa", RESPONDER)
    rotation = make_schedule(tom, at=now)
    span = {"starts_at": (now + HOUR).isoformat(), "ends_at": (now + 3 * HOUR).isoformat()}

    client.post(reverse("oncall:ask"), {"rotation": rotation.pk, "asked": rafael.pk, **span})

    swap = Swap.objects.get()
    assert (swap.asked, swap.asked_by) == (rafael, tom)
    client.force_login(rafael)
    client.post(reverse("oncall:answer_swap", args=[swap.pk]), {"answer": "accept"})
    assert on_call(rotation, at=now + 2 * HOUR).person == rafael


@pytest.mark.parametrize("name", ["take", "ask"])
@pytest.mark.parametrize("body", [{}, {"rotation": "9" * 40}, {"starts_at": "x", "rotation": "0"}])
def test_a_button_with_nonsense_leads_to_the_form(
    client: Client, tom: User, name: str, body: dict[str, str]
) -> None:
    assert client.post(reverse(f"oncall:{name}"), body).status_code == 302
    assert not Swap.objects.exists()


def test_an_override_that_meets_another_is_a_conflict_and_keeps_what_was_typed(
    client: Client, priya: User
) -> None:
    now = timezone.now()
    rotation, cleo = make_schedule(make_user(), at=now), make_user("Cleo")
    form = {
        "rotation": rotation.pk,
        "person": cleo.pk,
        "starts_at": typed(now + HOUR),
        "ends_at": typed(now + 5 * HOUR),
        "reason": "Dentist",
    }

    placed = client.post(reverse("oncall:override"), form)
    again = client.post(reverse("oncall:override"), form)

    assert (placed.status_code, again.status_code) == (302, 409)
    assert "Cleo stands there already" in again.content.decode()
    assert "Dentist" in again.content.decode()
    client.post(reverse("oncall:end_override", args=[Override.objects.get().pk]))
    assert not Override.objects.standing().exists()


def test_a_responder_does_not_place_others(client: Client, tom: User) -> None:
    now, cleo = timezone.now(), make_user("Cleo")
    rotation = make_schedule(make_user(), at=now)
    form = {"rotation": rotation.pk, "starts_at": typed(now + HOUR), "ends_at": typed(now + DAY)}

    answer = client.post(reverse("oncall:override"), {**form, "person": cleo.pk})

    assert answer.status_code == 422
    assert not Override.objects.exists()


def test_being_away_is_written_down_and_taken_back(client: Client, tom: User) -> None:
    now = timezone.now()
    rotation = make_schedule(tom, at=now)
    form = {"person": tom.pk, "starts_at": typed(now + HOUR), "ends_at": typed(now + DAY)}

    client.post(reverse("oncall:away"), form)

    assert rotation.shifts.gaps().exists()
    client.post(reverse("oncall:back", args=[tom.absences.get().pk]))
    assert not rotation.shifts.gaps().exists()


def test_a_note_is_kept_for_the_hand_over(client: Client, tom: User) -> None:
    rotation = make_schedule(tom, at=timezone.now())

    client.post(reverse("oncall:note"), {"rotation": rotation.pk, "text": "Watch the pool."})
    empty = client.post(reverse("oncall:note"), {"rotation": rotation.pk, "text": " "})

    assert HandoffNote.objects.get().text == "Watch the pool."
    assert empty.status_code == 422


def shape(**facts: object) -> dict[str, object]:
    return {
        "name": "Platform",
        "pattern": "turns",
        "length_days": 7,
        "starts_on": "2026-01-05",
        "handover_time": "09:00",
        "time_zone": "Europe/Berlin",
        "covered_days": [0, 1, 2, 3, 4, 5, 6],
        "backup": "none",
        "most_days": 7,
        "form-TOTAL_FORMS": 2,
        "form-INITIAL_FORMS": 0,
        **facts,
    }


def test_a_rotation_is_added_and_changed_by_a_commander(client: Client, priya: User) -> None:
    ana, ben = make_user("Ana"), make_user("Ben")
    people = {"form-0-person": ana.pk, "form-1-person": ben.pk}

    client.post(reverse("oncall:new_rotation"), shape(**people))

    rotation = Rotation.objects.get(name="Platform")
    assert rotation.people() == [ana, ben]
    assert rotation.shifts.at(timezone.now()).exists()
    edit = reverse("oncall:edit_rotation", args=[rotation.pk])
    assert client.get(edit).status_code == 200
    client.post(edit, shape(**{"form-0-person": ben.pk}))
    assert on_call(rotation, at=timezone.now() + HOUR).person == ben
    assert client.get(rotation.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"pattern": "sun"}, "say which hours"),
        ({"backup": "rotation"}, "Choose the rotation that is the backup"),
        ({"form-1-person": "same"}, "one place in the order"),
        ({"covered_from": "09:00"}, "neither"),
        ({"length_days": 0}, "greater than or equal to 1"),
    ],
)
def test_a_shape_that_cannot_be_is_refused_in_words(
    client: Client, priya: User, facts: dict[str, object], words: str
) -> None:
    person = make_user("Ana")
    facts = {name: person.pk if value == "same" else value for name, value in facts.items()}

    answer = client.post(
        reverse("oncall:new_rotation"), shape(**{"form-0-person": person.pk, **facts})
    )

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Rotation.objects.exists()


def test_a_layer_is_added_and_removed(client: Client, priya: User) -> None:
    ana, cleo = make_user("Ana"), make_user("Cleo")
    now = timezone.now()
    rotation = make_schedule(ana, at=now)
    form = shape(name="Always", position=1, **{"form-0-person": cleo.pk})

    client.post(reverse("oncall:new_layer", args=[rotation.pk]), form)

    assert on_call(rotation, at=now + DAY).person == cleo
    assert (
        client.get(reverse("oncall:edit_layer", args=[Layer.objects.get().pk])).status_code == 200
    )
    client.post(reverse("oncall:remove_layer", args=[Layer.objects.get().pk]))
    assert on_call(rotation, at=now + DAY).person == ana


def test_it_asks_no_more_as_more_is_on_call(client: Client, tom: User) -> None:
    now, costs = timezone.now(), []
    for _ in range(2):
        for _ in range(3):
            ana = make_user("Ana Ruiz", RESPONDER)
            make_schedule(ana, make_user("Ben"), at=now)
        record_absence(
            person=ana, starts_at=now + HOUR, ends_at=now + 20 * DAY, note="", by=ana, at=now
        )
        client.get(reverse("oncall:schedule"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("oncall:schedule"))
        costs.append(len(asked))

    assert costs[0] == costs[1]
    assert costs[0] <= 15
