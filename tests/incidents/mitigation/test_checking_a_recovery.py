"""Whether it is really over, told by facts that somebody saw."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from incidents.mitigation.actions.plan_checks import plan_checks
from incidents.mitigation.actions.waive_check import waive_check
from incidents.mitigation.models import Check, CheckTemplate
from incidents.mitigation.refusals import CannotCheck, OnlyTheCommander
from incidents.mitigation.verdict import checks_of, contradiction, lacks_users, what_stands_open
from incidents.record.actions.assign_role import assign_role
from incidents.record.actions.move_incident import move_incident
from incidents.record.models import State
from portal.people.models import User
from tests.make_mitigation import look, make_check
from tests.make_people import give_second_factor, make_user
from tests.make_record import NOON, make_incident, make_service

LATER = NOON + timedelta(minutes=9)


def commander() -> User:
    person = make_user("Priya Nair", "Incident commander")
    give_second_factor(person)
    return person


def test_checks_come_from_what_managers_want_of_these_services() -> None:
    checkout, other = make_service("Checkout"), make_service("Search")
    for service in (checkout, other):
        CheckTemplate.objects.create(
            service=service, kind="business", name=f"{service} a minute", target="over 780"
        )
    incident = make_incident(level=3, services=[checkout])

    added = plan_checks(incident=incident, by=None, at=NOON)

    assert [check.name for check in added if check.service] == ["Checkout a minute"]
    assert {check.kind for check in added} == {"technical", "user", "business"}
    assert "To be checked before this is over" in incident.entries.newest_first()[0].body


def test_a_worse_severity_asks_for_more() -> None:
    few = plan_checks(incident=make_incident(level=3), by=None, at=NOON)

    many = plan_checks(incident=make_incident(level=0), by=None, at=NOON)

    assert len(few) < len(many)
    assert {check.kind for check in many} == {"technical", "user", "business", "external"}


def test_planning_again_adds_only_what_is_new() -> None:
    incident = make_incident(services=[make_service()])
    first = plan_checks(incident=incident, by=None, at=NOON)

    assert plan_checks(incident=incident, by=None, at=NOON) == []

    assert Check.objects.count() == len(first)


def test_looking_writes_the_value_who_and_when_on_the_timeline() -> None:
    incident, tom = make_incident(), make_user("Tom Alvarez", "Responder")
    check = make_check(incident, "Orders per minute", kind="business", target="over 780")

    seen = look(check, "790", by=tom, at=LATER)

    assert (seen.state, seen.observed, seen.by, seen.at) == ("passed", "790", tom, LATER)
    line = incident.entries.newest_first()[0]
    assert line.kind == "evidence"
    assert line.body == "Passed. Business: Orders per minute: 790. Wanted: over 780."


def test_what_passed_may_fail_at_the_next_look() -> None:
    check = make_check(make_incident())
    look(check, "works")

    again = look(check, "works, second try", passed=False, at=LATER)

    assert (again.state, again.observed) == ("failed", "works, second try")


def test_looking_without_a_value_is_refused() -> None:
    check = make_check(make_incident())

    with pytest.raises(CannotCheck, match="Write what you saw"):
        look(check, "  ")


def test_nothing_is_checked_once_it_is_over() -> None:
    incident = make_incident()
    check = make_check(incident)
    move_incident(incident=incident, to=State.MONITORING, by=None, at=NOON)

    with pytest.raises(CannotCheck, match="open it again"):
        look(check)


def test_only_the_commander_does_without_a_check() -> None:
    incident, priya = make_incident(), commander()
    check, other = make_check(incident), make_user("Ivo Petrov", "Incident commander")
    assign_role(incident=incident, role="commander", person=priya, by=None, at=NOON)

    with pytest.raises(OnlyTheCommander, match="Only Priya Nair"):
        waive_check(check=check, reason="No test cards at night.", by=other, at=LATER)

    waived = waive_check(check=check, reason="No test cards at night.", by=priya, at=LATER)

    assert (waived.state, waived.by, waived.reason) == ("waived", priya, "No test cards at night.")
    assert incident.entries.newest_first()[0].kind == "decision"


def test_a_responder_waives_nothing_where_nobody_commands() -> None:
    check = make_check(make_incident())

    with pytest.raises(OnlyTheCommander, match="Nobody commands"):
        waive_check(check=check, reason="Looks fine.", by=make_user("", "Responder"), at=NOON)


def test_waiving_needs_a_reason() -> None:
    check = make_check(make_incident())

    with pytest.raises(CannotCheck, match="Say why"):
        waive_check(check=check, reason=" ", by=commander(), at=NOON)


def test_users_outrank_machines() -> None:
    incident = make_incident()
    look(make_check(incident, "Error rate", kind="technical"), "0.4 %")
    look(make_check(incident), "declined", passed=False)

    checks = checks_of(incident)

    assert "What users see counts" in contradiction(checks)
    assert lacks_users(checks)
    assert "Users: A test purchase (failed: declined)" in what_stands_open(checks)


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "passed"},
        {"state": "passed", "at": NOON},
        {"state": "waived", "at": NOON, "reason": "Because"},
        {"state": "open", "observed": "works"},
    ],
)
def test_the_database_holds_state_and_facts_together(facts: dict[str, object]) -> None:
    check = make_check(make_incident())

    with pytest.raises(IntegrityError, match="check_facts_agree"), transaction.atomic():
        Check.objects.filter(pk=check.pk).update(**facts)


def test_two_templates_of_one_name_are_refused_in_words() -> None:
    twin = CheckTemplate(kind="technical", name="Error rate", target="low")

    with pytest.raises(ValidationError, match="has a check of that name"):
        twin.full_clean()


def test_a_responder_plans_and_looks_without_a_script(client: Client) -> None:
    client.force_login(make_user("Tom Alvarez", "Responder"))
    incident = make_incident(level=3)
    here = f"/portal/incidents/{incident.reference}/mitigation/"

    client.post(f"{here}checks/plan/")
    check = Check.objects.of_users().get()
    answer = client.post(
        f"{here}checks/{check.pk}/observation/",
        {"observed": "three test orders paid", "passed": "yes"},
        follow=True,
    )

    assert answer.status_code == 200
    assert b"three test orders paid" in answer.content
    assert b"1 of 2 settled" in answer.content


def test_a_refused_look_keeps_what_was_typed(client: Client) -> None:
    client.force_login(make_user("Tom Alvarez", "Responder"))
    incident = make_incident()
    check = make_check(incident)

    answer = client.post(
        f"/portal/incidents/{incident.reference}/mitigation/checks/{check.pk}/observation/",
        {"observed": "x" * 401, "passed": "yes"},
    )

    assert answer.status_code == 422
    assert b"x" * 401 in answer.content
    assert Check.objects.get().state == "open"


def test_a_check_of_another_incident_is_absent(client: Client) -> None:
    client.force_login(make_user("Tom Alvarez", "Responder"))
    incident, other = make_incident(), make_incident()
    check = make_check(other)

    answer = client.post(
        f"/portal/incidents/{incident.reference}/mitigation/checks/{check.pk}/observation/",
        {"observed": "works", "passed": "yes"},
    )

    assert answer.status_code == 404
