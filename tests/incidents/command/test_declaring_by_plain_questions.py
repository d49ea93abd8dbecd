"""Plain answers propose a severity and show what declaring sets in motion."""

import pytest
from django.test import Client

from incidents.command.actions.declare_incident import OverruledWithoutReason
from incidents.command.classifying import Answers, classify
from incidents.oncall.models import Page
from incidents.record.models import Incident
from portal.people.models import User
from tests.make_command import declare
from tests.make_oncall import make_ladder, make_rotation
from tests.make_people import make_user
from tests.make_record import make_service

MILD = {"users": "few", "revenue": "no", "data_risk": "no", "way_round": "easy"}
BAD = {"users": "most", "revenue": "yes", "data_risk": "no", "way_round": "none"}


@pytest.fixture
def tom(client: Client) -> User:
    person = make_user("Tom Alvarez", "Responder")
    client.force_login(person)
    return person


def proposal(client: Client, **answers: object) -> str:
    answer = client.post("/portal/declare/proposal/", answers)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_one_source_is_asked_to_find_a_second_and_lowers_nothing() -> None:
    sure = Answers("most", "yes", "no", "none", real="two")
    alone = Answers("most", "yes", "no", "none", real="one")

    assert classify(sure).level == classify(alone).level == 1
    assert "second source" in classify(alone).reason
    assert "second source" not in classify(sure).reason


def test_it_shows_who_is_paged_when_the_first_word_is_due_and_the_channel(
    client: Client, tom: User
) -> None:
    make_ladder(make_rotation(make_user("Ana Ruiz", "Responder")))
    make_rotation(make_user("Priya Nair", "Incident commander"), commands=True)
    checkout = make_service("Checkout", critical_path=True)

    page = proposal(client, **BAD, services=[checkout.pk])

    assert "2 people are paged at once" in page
    assert "Priya Nair (commander), Ana Ruiz: critical path: everyone at once" in page
    assert "First update due in 10 min" in page
    assert "customers every 30 min, executives every 15 min" in page
    assert "#sev1-checkout-" in page
    assert "Declare SEV1" in page


def test_it_pages_whom_it_showed(client: Client, tom: User) -> None:
    make_ladder(
        make_rotation(make_user("Ana Ruiz", "Responder")),
        make_rotation(make_user("Jonas Weber", "Responder")),
    )
    make_rotation(make_user("Priya Nair", "Incident commander"), commands=True)

    page = proposal(client, **BAD)
    declare(level=1)

    assert {str(one.person) for one in Page.objects.waiting()} == {
        "Ana Ruiz", "Jonas Weber", "Priya Nair",
    }  # fmt: skip
    assert "3 people are paged at once" in page


def test_it_shows_what_another_choice_would_do(client: Client, tom: User) -> None:
    page = proposal(client, **BAD, level="3")

    assert "Declare SEV3" in page
    assert "Proposed was SEV1" in page


def test_a_near_miss_is_said_to_page_nobody(client: Client, tom: User) -> None:
    page = proposal(client, **BAD, kind="near_miss")

    assert "Nobody is paged" in page
    assert "First update due" not in page


def test_the_critical_path_is_derived_from_the_services(client: Client, tom: User) -> None:
    login = make_service("Sign-in", critical_path=True)

    page = proposal(
        client, users="many", revenue="no", data_risk="no", way_round="easy", services=[login.pk]
    )

    assert "Declare SEV1" in page
    assert "critical path" in page


def test_answers_that_were_never_offered_count_as_not_sure(client: Client, tom: User) -> None:
    page = proposal(client, users="loads", data_risk="?", services=["9" * 30, "x"], level="7")

    assert "Declare SEV0" in page


def typed(**facts: object) -> dict[str, object]:
    return {"title": "Label is wrong", "key": "k1", "real": "two", **MILD, **facts}


def test_declaring_keeps_the_answers(client: Client, tom: User) -> None:
    client.post("/portal/declare/", typed())

    incident = Incident.objects.get()
    assert incident.level == 3
    assert incident.declaration.answers["real"] == "two"


def test_overruling_without_a_reason_is_refused_and_loses_nothing(
    client: Client, tom: User
) -> None:
    answer = client.post("/portal/declare/", typed(level="0"))

    assert answer.status_code == 422
    assert "Label is wrong" in answer.content.decode()
    assert "SEV3 was proposed. Say why it is SEV0." in answer.content.decode()
    with pytest.raises(OverruledWithoutReason):
        declare(level=0, proposed_level=3)


def test_overruling_with_a_reason_is_kept(client: Client, tom: User) -> None:
    client.post("/portal/declare/", typed(level="1", reason="It is on the front page."))

    incident = Incident.objects.get()
    assert incident.level == 1
    assert incident.declaration.overruled_because == "It is on the front page."


def test_each_severity_says_what_it_means_and_demands(client: Client, tom: User) -> None:
    page = " ".join(client.get("/portal/declare/").content.decode().split())

    assert "Major degradation: key functions broken for many users, revenue is lost." in page
    assert "Sign-in broken, half of payments failing." in page
    assert "All hands. Acknowledge in 5 min." in page
    assert "Stabilise in 1 h 0 min, resolve in 4 h 0 min." in page
