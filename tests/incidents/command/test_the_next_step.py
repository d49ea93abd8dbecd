"""One next step, chosen as a calm senior would, and done by one click."""

from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from incidents.command.actions.resolve_incident import resolve_incident
from incidents.command.next_steps import next_step
from incidents.learning.actions.waive_postmortem import waive_postmortem
from incidents.learning.models import Postmortem
from incidents.oncall.actions.page_person import page_person
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.add_task import add_task
from incidents.record.actions.judge_change import judge_change
from incidents.record.actions.move_incident import move_incident
from incidents.record.actions.record_change import record_change
from incidents.record.actions.record_impact import record_impact
from incidents.record.models import Change, ChangeVerdict, Incident, Role, State
from portal.people.models import User
from tests.make_command import declare
from tests.make_comms import after, give_role, make_update
from tests.make_people import give_second_factor, make_user
from tests.make_record import NOON, make_service

ALL = ("customers", "support", "executives")


def responder(name: str = "Tom Alvarez", group: str = "Responder") -> User:
    return make_user(name, group)


def led(**facts: Any) -> Incident:
    """Declared at noon, with somebody in every role that SEV2 asks for."""
    incident = declare(level=2, **facts)
    lead = responder("Mei Chen", "Communications lead")
    give_role(incident, Role.COMMANDER, responder("Priya Nair", "Incident commander"))
    give_role(incident, Role.COMMUNICATIONS_LEAD, lead)
    return incident


def told(**facts: Any) -> Incident:
    """Led, everybody told at minute six, and its impact known."""
    incident = led(**facts)
    make_update(incident, *ALL, at=after(6))
    record_impact(incident=incident, by=None, at=after(7), customers_affected=10)
    return incident


def step(incident: Incident, *, at: datetime, viewer: User | None = None) -> str:
    return next_step(Incident.objects.get(pk=incident.pk), at=at, viewer=viewer).title


def deploy(incident: Incident, **facts: Any) -> Change:
    return record_change(
        **{
            "title": "checkout-api 7",
            "source": "ci",
            "service": incident.services.get(),
            "happened_at": NOON - timedelta(minutes=9),
            "by": None,
            "at": NOON,
            **facts,
        }
    )


def test_a_late_promise_comes_before_everything() -> None:
    incident = declare(level=1)

    assert step(incident, at=after(13)).startswith("Update to ")
    assert "3 min late. Send it now." in step(incident, at=after(13))


def test_then_somebody_must_command() -> None:
    assert step(declare(level=1), at=after(1)) == "Nobody is in command"


def test_a_page_that_stays_unanswered_is_shown_once_it_was_given_time() -> None:
    incident = led()
    page_person(incident=incident, person=responder("Ana Ruiz"), reason="Knows", by=None, at=NOON)

    assert step(incident, at=after(1)) == "Say how bad it is"
    assert step(incident, at=after(3)) == "Ana Ruiz has not answered for 3 min"


def test_the_first_word_is_asked_for_once_it_is_confirmed() -> None:
    incident = led()

    assert step(incident, at=after(4)) == "Say how bad it is"
    assert step(incident, at=after(5)) == "Send the first update within 5 min"


def test_a_promise_that_comes_near_is_next_again() -> None:
    incident = told()

    assert step(incident, at=after(20)) == "Choose the fastest safe way back"
    assert "Send the update to" in step(incident, at=after(58))


def test_a_role_that_policy_requires_is_shouted_when_vacant() -> None:
    incident = declare(level=2)
    give_role(incident, Role.COMMANDER, responder("Priya Nair", "Incident commander"))

    assert step(incident, at=after(1)) == "Nobody is communications lead"


def test_a_task_whose_checkpoint_passed_in_silence_is_asked_about() -> None:
    incident = told()
    add_task(
        incident=incident, text="Test from a second network", checkpoint_at=after(15), by=None,
        at=after(8),
    )  # fmt: skip

    assert step(incident, at=after(14)) == "Choose the fastest safe way back"
    assert step(incident, at=after(18)) == "Ask about T1: its checkpoint passed 3 min ago"


def test_adding_a_task_is_no_way_back() -> None:
    incident = told()
    add_task(incident=incident, text="Count them", by=responder(), at=after(8))

    assert step(incident, at=after(9)) == "Choose the fastest safe way back"


def test_the_likeliest_change_is_looked_at_before_a_way_back_is_chosen() -> None:
    incident = told(services=[make_service("Checkout")])
    change = deploy(incident)

    assert step(incident, at=after(11)) == "Look at what changed: checkout-api 7"

    judge_change(incident=incident, change=change, verdict="cleared", by=None, at=after(12))
    assert step(incident, at=after(12)) == "Choose the fastest safe way back"


def test_a_suspect_deployment_is_rolled_back_first() -> None:
    incident = told(services=[make_service("Checkout")])

    suspect = deploy(incident)
    judge_change(incident=incident, change=suspect, verdict="suspect", by=None, at=after(11))

    assert step(incident, at=after(12)) == "Roll back first: checkout-api 7"


def test_once_a_way_back_is_chosen_it_is_verified() -> None:
    incident = told()

    by = responder()
    add_entry(incident=incident, kind="action", body="Rolled back.", by=by, at=after(12))

    assert step(incident, at=after(13)) == "Is the fix in place? Say so, then verify"
    move_incident(incident=incident, to="verifying", by=by, at=after(13))
    assert step(incident, at=after(13)) == "Verify that it works for users, then resolve"


def test_changing_the_severity_is_no_way_back() -> None:
    incident = told()

    add_entry(
        incident=incident, kind="decision", body="Raised.", by=responder(), at=after(12),
        data={"level": 1},
    )  # fmt: skip

    assert step(incident, at=after(13)) == "Choose the fastest safe way back"


def test_the_target_to_stabilise_is_named_before_and_just_after_it() -> None:
    incident = told()
    add_entry(incident=incident, kind="action", body="Restarted.", by=responder(), at=after(12))
    give_role(incident, Role.COMMANDER, responder("Sam Osei", "Incident commander"))
    incident.role_assignments.filter(role=Role.COMMANDER).update(ended_at=after(200))
    give_fresh_commander(incident, at=after(200))
    make_update(incident, *ALL, at=after(228))

    assert step(incident, at=after(230)) == "The target to stabilise is in 10 min"
    assert step(incident, at=after(242)) == "The target to stabilise passed 2 min ago"

    move_incident(incident=incident, to=State.VERIFYING, by=None, at=after(243))
    assert step(incident, at=after(243)) == "Verify that it works for users, then resolve"


def give_fresh_commander(incident: Incident, *, at: datetime) -> None:
    held = give_role(incident, Role.COMMANDER, responder("Jonas Weber", "Incident commander"))
    incident.role_assignments.filter(person=held).update(assigned_at=at)


def test_a_commander_of_many_hours_is_asked_to_hand_over() -> None:
    incident = told()
    add_entry(incident=incident, kind="action", body="Restarted.", by=responder(), at=after(12))
    make_update(incident, *ALL, at=after(289))

    assert step(incident, at=after(290)) == "Hand over command: Priya Nair has led for 4 h 50 min"


def test_after_it_comes_learning_and_then_closing() -> None:
    incident = led(by=responder())
    resolve_incident(incident=incident, verified="ok", words="", by=None, at=after(30))
    owed = step(incident, at=after(31))

    waive_postmortem(
        postmortem=Postmortem.objects.get(),
        reason="Nothing to learn: a wrong label.",
        by=make_user("Elena Rossi", "Manager"),
        at=after(40),
    )

    assert owed == "Write the postmortem, due in 1 d 23 h"
    assert step(incident, at=after(41)) == "Watch for 24 h, then close"


def test_who_may_not_act_gets_no_button() -> None:
    incident = declare(level=1)
    auditor, tom = make_user("Aud", "Auditor"), responder()

    seen = next_step(incident, at=after(1), viewer=auditor)
    pressed = next_step(incident, at=after(1), viewer=tom)

    assert "Take command" not in [one.label for one in seen.actions]
    assert "Take command" in [one.label for one in pressed.actions]


def click(client: Client, incident: Incident, label: str, *, at: datetime, viewer: User) -> int:
    found = next_step(Incident.objects.get(pk=incident.pk), at=at, viewer=viewer)
    button = next(one for one in found.actions if one.label == label)
    return client.post(button.url, button.post).status_code


def test_one_click_takes_command() -> None:
    incident, tom, client = declare(level=1), responder(), Client()
    client.force_login(tom)

    status = click(client, incident, "Take command", at=after(1), viewer=tom)

    assert status == 302
    assert incident.holder_of(Role.COMMANDER) == tom


def test_one_click_marks_the_suspect() -> None:
    incident, tom, client = told(services=[make_service("Checkout")]), responder(), Client()
    deploy(incident)
    client.force_login(tom)

    status = click(client, incident, "Mark as suspect", at=after(11), viewer=tom)

    assert status == 302
    assert ChangeVerdict.objects.get().verdict == "suspect"


def test_one_click_says_that_nothing_has_changed() -> None:
    incident, client = told(), Client()
    priya = incident.holder_of(Role.COMMANDER)
    assert priya is not None
    give_second_factor(priya)
    client.force_login(priya)

    status = click(
        client, incident, "Say that nothing has changed", at=after(58), viewer=priya
    )  # fmt: skip

    assert status == 302
    assert incident.updates.count() == 2


def test_the_room_offers_the_button_itself() -> None:
    incident, tom, client = declare(level=1), responder(), Client()
    client.force_login(tom)
    incident.promises.update(due_at=after(10**7))

    page = client.get(incident.get_absolute_url()).content.decode()

    bar = page.partition('class="next-step"')[2].partition("</section>")[0]
    assert "Take command" in bar
    assert 'name="csrfmiddlewaretoken"' in bar
    assert f'name="person" value="{tom.pk}"' in bar


def test_whatever_is_known_it_costs_few_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    incident = told(services=[make_service("Checkout")])
    for number in range(20):
        deploy(incident, title=f"api {number}")

    with django_assert_max_num_queries(8):
        next_step(incident, at=after(11))
