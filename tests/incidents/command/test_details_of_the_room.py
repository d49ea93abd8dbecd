"""Small things of the room that somebody tired relies on."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from incidents.command.actions.hand_over_role import MayNotAssign, hand_over_role
from incidents.command.actions.reclassify_incident import reclassify_incident
from incidents.command.actions.step_down import step_down
from incidents.command.next_steps import next_step
from incidents.comms.models import UpdateDraft
from incidents.oncall.actions.acknowledge_page import acknowledge_page
from incidents.oncall.actions.page_person import page_person
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.record_impact import record_impact
from incidents.record.business_impact import rank, rank_all_of
from incidents.record.models import Incident, StaleVersion
from portal.people.models import User
from tests.make_command import declare, resolve, ring
from tests.make_comms import make_update
from tests.make_people import give_second_factor, make_user
from tests.make_record import NOON

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def priya() -> User:
    made = make_user("Priya Shah", "Manager")
    give_second_factor(made)
    return made


@pytest.fixture
def tom() -> User:
    return make_user("Tom Okafor", "Responder")


def of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def led(by: User, **facts: Any) -> Incident:
    incident = declare(**facts)
    hand_over_role(incident=incident, role="commander", person=by, by=by, at=NOON)
    return incident


def test_a_role_is_left_vacant_on_a_screen_with_a_word(tom: User) -> None:
    incident = declare()
    hand_over_role(incident=incident, role="scribe", person=tom, by=tom, at=NOON)
    address = f"{incident.get_absolute_url()}roles/leaving/"

    shown = of(tom).get(f"{address}?role=scribe")
    of(tom).post(address, {"role": "scribe", "note": "Notes are in the pad."})
    again = of(tom).post(address, {"role": "scribe", "note": "My words"})

    assert 'value="scribe" selected' in shown.content.decode()
    assert incident.holder_of("scribe") is None
    assert "Notes are in the pad." in incident.entries.newest_first()[0].body
    assert again.status_code == 422
    assert "My words" in again.content.decode()


def test_a_colleague_s_role_is_the_commander_s_to_end(priya: User, tom: User) -> None:
    incident = led(priya)
    ada = make_user("Ada", "Responder")
    hand_over_role(incident=incident, role="scribe", person=tom, by=tom, at=NOON)

    with pytest.raises(MayNotAssign, match="A commander ends others"):
        step_down(incident=incident, role="scribe", by=ada, at=NOON)
    step_down(incident=incident, role="scribe", by=priya, at=NOON)

    assert incident.holder_of("scribe") is None


def test_two_who_reclassify_the_second_reads_the_difference(priya: User) -> None:
    incident = led(priya)
    seen = incident.version
    reclassify_incident(incident=incident, level=0, reason="All fail.", by=priya, at=NOON)
    address = f"{incident.get_absolute_url()}classification/"
    second = {"level": "2", "reason": "Only a few", "version": seen}

    with pytest.raises(StaleVersion, match="All fail"):
        reclassify_incident(
            incident=incident, level=2, reason="Few", by=priya, at=NOON, version=seen
        )
    answer = of(priya).post(address, second)
    shown = answer.content.decode()

    assert answer.status_code == 409
    assert "Raised from SEV1 to SEV0" in shown
    assert "Only a few" in shown
    incident.refresh_from_db()
    assert f'name="version" value="{incident.version}"' in shown
    assert of(priya).post(address, {**second, "version": incident.version}).status_code == 302


def test_when_it_happened_has_a_field_of_its_own(tom: User) -> None:
    incident = declare(at=datetime.now(UTC) - HOUR)
    address = f"{incident.get_absolute_url()}entries/"

    of(tom).post(address, {"body": "The pool was full", "happened": "00:01"})
    refused = of(tom).post(address, {"body": "And then", "happened": "noon"})

    entry = incident.entries.newest_first()[0]
    assert (entry.occurred_at.hour, entry.occurred_at.minute) == (0, 1)
    assert entry.occurred_at < entry.recorded_at
    assert refused.status_code == 422
    assert "like 13:57" in refused.content.decode()
    assert "And then" in refused.content.decode()


def test_an_empty_correction_is_refused_where_it_was_written(tom: User) -> None:
    incident = declare()

    answer = of(tom).post(f"{incident.get_absolute_url()}entries/1/correction/", {"body": "  "})

    assert answer.status_code == 422
    assert "Write what happened" in answer.content.decode()


@pytest.mark.parametrize("word", ["SEV1", "P1", "high", "1", "major"])
def test_the_list_knows_a_severity_by_any_name(word: str, tom: User) -> None:
    declare("Cards fail", level=1 if word != "major" else 2)
    declare("A typo", level=3)

    shown = of(tom).get("/portal/incidents/", {"level": word}).content.decode()
    rows = shown.partition('<ul class="rows">')[2].partition("</ul>")[0]

    assert "A typo" not in rows


def test_each_measure_counts_by_its_newest_value() -> None:
    incident = declare()
    record_impact(incident=incident, revenue_per_hour=52_000, by=None, at=NOON)
    before = rank([incident], at=NOON)[0].score

    record_impact(incident=incident, support_tickets=200, by=None, at=NOON + MINUTE)
    both = rank([incident], at=NOON)[0].score

    assert ("Revenue lost per hour", 27) in before.parts
    assert {("Revenue lost per hour", 27), ("Support tickets", 7)} <= set(both.parts)
    assert rank_all_of(Incident.objects.all(), at=NOON)[0].score == both


def test_after_the_answer_the_first_word_comes_before_more_people(priya: User) -> None:
    incident = led(priya)
    record_impact(incident=incident, customers_affected=4, by=priya, at=NOON)
    page = page_person(incident=incident, person=priya, reason="Lead", by=None, at=NOON)
    before = next_step(incident, at=NOON + MINUTE).title

    acknowledge_page(page=page, by=priya, at=NOON + MINUTE, via="portal")

    assert "first update" not in before
    assert next_step(incident, at=NOON + MINUTE).title == "Send the first update within 9 min"


def test_words_a_colleague_has_begun_are_one_click_away(priya: User) -> None:
    incident, mei = led(priya), make_user("Mei Chen", "Communications lead")
    make_update(incident, "engineering", at=NOON)
    UpdateDraft.objects.create(
        incident=incident, person=mei, fields={"status": ["We look."]}, saved_at=NOON
    )

    theirs = next_step(incident, at=NOON + 25 * MINUTE, viewer=priya)
    own = next_step(incident, at=NOON + 25 * MINUTE, viewer=mei)

    assert theirs.actions[0].label == "Do it for Mei"
    assert "We look." in of(priya).get(theirs.actions[0].url).content.decode()
    assert own.actions[0].label == "Write the update"


def test_a_fix_is_asked_for_once_something_was_done(priya: User) -> None:
    incident = led(priya, level=3)
    record_impact(incident=incident, customers_affected=4, by=priya, at=NOON)
    add_entry(incident=incident, kind="action", body="Rolled back", by=priya, at=NOON)

    step = next_step(incident, at=NOON + MINUTE, viewer=priya)

    assert step.title == "Is the fix in place? Say so, then verify"
    assert [one.label for one in step.actions] == ["Fix in place", "Resolve"]


def test_a_check_in_that_waits_comes_first_after_resolution(priya: User) -> None:
    incident = resolve(led(priya))

    ring("command.", at=NOON + 3 * HOUR)

    assert next_step(incident, at=NOON + 3 * HOUR).title.startswith("Is it still good after")


def test_who_has_led_for_long_is_due_a_rest(priya: User) -> None:
    incident = led(priya, at=datetime.now(UTC) - 9 * HOUR)
    incident.role_assignments.update(assigned_at=datetime.now(UTC) - 9 * HOUR)

    address = f"{incident.get_absolute_url()}panels/roles/"
    assert "rest due" in of(priya).get(address).content.decode()
