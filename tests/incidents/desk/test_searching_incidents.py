"""An incident is found by its title and by every line of its timeline."""

import pytest
from django.test import Client

from incidents.record.actions.add_entry import add_entry
from incidents.record.models import Incident, Words
from portal.people.models import User
from tests.make_people import make_user
from tests.make_record import NOON, make_incident


def note(incident: Incident, body: str) -> None:
    add_entry(incident=incident, kind="note", body=body, by=None, at=NOON)


def found(user: User, words: str) -> set[str]:
    client = Client()
    client.force_login(user)
    answer = client.get("/portal/incidents/", {"q": words})
    assert answer.status_code == 200
    return {row.title for row in answer.context["rows"]}


@pytest.fixture
def tom() -> User:
    return make_user("Tom", "Responder")


@pytest.mark.parametrize("words", ["refunds", "Refund", "refu", "timeouts refunds", "REFUNDS are"])
def test_by_its_title_in_any_form(tom: User, words: str) -> None:
    make_incident("Timeouts in refunds")
    make_incident("Payouts are late")

    assert found(tom, words) == {"Timeouts in refunds"}


def test_by_a_line_of_the_timeline_with_a_word_of_the_title(tom: User) -> None:
    incident = make_incident("Refunds fail")
    make_incident("Payouts are late")
    note(incident, "Rolled back the certificate.")

    assert found(tom, "certificate") == {"Refunds fail"}
    assert found(tom, "refunds certificate") == {"Refunds fail"}


def test_by_the_newest_of_many_lines(tom: User) -> None:
    incident = make_incident("Refunds fail")
    for number in range(120):
        note(incident, f"Step {number}.")
    note(incident, "Found the culprit.")

    assert found(tom, "culprit") == {"Refunds fail"}
    assert Words.objects.filter(incident=incident).count() == 3


def test_by_a_title_given_later(tom: User) -> None:
    incident = make_incident("Refunds fail")
    Incident.objects.filter(pk=incident.pk).update(title="Payouts fail too")

    assert found(tom, "payouts") == {"Payouts fail too"}


def test_a_private_one_is_found_by_its_members_only(tom: User) -> None:
    secret = make_incident("Leaked key", private=True, members=[tom])
    note(secret, "Rotated the certificate.")

    assert found(tom, "certificate") == {"Leaked key"}
    assert found(make_user("Ana", "Responder"), "certificate") == set()


@pytest.mark.parametrize("words", ["nothing", "&", "!!! :*", "'", "a" * 3000, "the"])
def test_what_is_not_there_is_said_plainly(tom: User, words: str) -> None:
    make_incident("Refunds fail")

    assert found(tom, words) == set()


def test_its_number_leads_to_it(tom: User) -> None:
    incident = make_incident("Refunds fail")
    client = Client()
    client.force_login(tom)

    answer = client.get("/portal/incidents/", {"q": f"inc-{incident.number}"})

    assert answer["Location"] == incident.get_absolute_url()
