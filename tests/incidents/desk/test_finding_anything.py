"""One field goes anywhere, in a few letters."""

from typing import Any

import pytest
from django.test import Client

from incidents.oncall.models import Page
from portal.people.models import User
from tests.make_command import declare
from tests.make_people import give_second_factor, make_user
from tests.make_record import make_service


@pytest.fixture
def tom() -> User:
    return make_user("Tom Okafor", "Responder")


def look(user: User, text: str, **more: str) -> dict[str, list[tuple[str, str]]]:
    client = Client()
    client.force_login(user)
    answer = client.get("/portal/search/", {"q": text, **more})
    assert answer.status_code == 200
    return {
        group.name: [(one.label, one.url) for one in group.choices]
        for group in answer.context["groups"]
    }


def labels(found: dict[str, list[tuple[str, str]]], group: str) -> list[str]:
    return [label for label, _ in found.get(group, [])]


@pytest.mark.parametrize(
    ("text", "label"), [("fol", "Follow-ups"), ("dut", "On call"), ("ser", "Services")]
)
def test_three_letters_go_there(tom: User, text: str, label: str) -> None:
    assert labels(look(tom, text), "Go to")[0] == label


def test_a_dashboard_and_a_runbook_open_by_the_services_name(tom: User) -> None:
    make_service(
        "Card gateway",
        dashboard_url="https://graphs.example/c",
        runbook_url="https://run.example/c",
    )
    make_service("Refunds", dashboard_url="https://graphs.example/r")

    found = look(tom, "car")

    assert found["Dashboards"] == [("Card gateway", "https://graphs.example/c")]
    assert found["Runbooks"] == [("Card gateway", "https://run.example/c")]
    assert labels(look(tom, "runbook card"), "Runbooks") == ["Card gateway"]
    assert labels(look(tom, "dash ref"), "Dashboards") == ["Refunds"]


def test_whatever_else_is_typed_can_be_declared(tom: User) -> None:
    [(label, url)] = look(tom, "cards fail in Berlin")["Declare"]

    client = Client()
    client.force_login(tom)
    form = client.get(url).context["form"]

    assert label == "Declare “cards fail in Berlin”"
    assert form["title"].value() == "cards fail in Berlin"


def test_an_incident_is_found_by_number_and_by_words(tom: User) -> None:
    one = declare("Refunds fail", by=tom)

    for text in (one.reference, str(one.number), one.reference.lower(), "refu"):
        assert labels(look(tom, text), "Incidents") == [f"{one.reference} Refunds fail"]
    assert labels(look(tom, ""), "Incidents") == [f"{one.reference} Refunds fail"]


def test_what_is_private_is_found_by_members_only(tom: User) -> None:
    one = declare("Leaked keys", level=2, by=tom, private=True)
    ana = make_user("Ana Ruiz", "Responder")

    assert labels(look(tom, "leaked"), "Incidents") == [f"{one.reference} Leaked keys"]
    for text in ("leaked", one.reference, ""):
        assert "Incidents" not in look(ana, text)
    assert look(ana, "", **{"in": one.reference}) == look(ana, "", **{"in": "INC-999"})


def test_within_an_incident_its_verbs_come_first(tom: User) -> None:
    one = declare(by=tom)
    priya = make_user("Priya Shah", "Incident commander")
    give_second_factor(priya)

    def verbs(user: User, text: str = "") -> list[str]:
        return labels(look(user, text, **{"in": one.reference}), "Do")

    assert verbs(priya)[:2] == ["Write an update", "Take or hand over a role"]
    assert verbs(priya, "res")[0] == "Resolve"
    assert "Resolve" not in verbs(tom)
    assert "Write an update" not in verbs(tom)
    assert "Take or hand over a role" in verbs(tom)


def test_paging_takes_two_steps_and_says_what_will_happen(tom: User) -> None:
    one, ana = declare(by=tom), make_user("Ana Ruiz", "Responder")
    [(label, url)] = look(tom, "ana", **{"in": one.reference})["People"]
    client = Client()
    client.force_login(tom)

    asked = client.get(url)
    sent = client.post(
        "/portal/page-somebody/",
        {"person": ana.pk, "incident": one.number, "reason": "Knows the pool."},
    )

    assert label == "Page Ana Ruiz"
    assert "Ana Ruiz gets an urgent mail at once" in " ".join(asked.content.decode().split())
    assert asked.context["form"]["incident"].value() == one.number
    assert sent["Location"] == f"/portal/incidents/{one.reference}/escalations/"
    assert Page.objects.filter(person=ana, reason="Knows the pool.").exists()


def test_a_hidden_incident_is_not_offered_for_paging(tom: User) -> None:
    hidden = declare("Leaked keys", level=2, by=tom, private=True)
    ana = make_user("Ana Ruiz", "Responder")
    client = Client()
    client.force_login(ana)

    asked = client.get(f"/portal/page-somebody/?incident={hidden.reference}&person={tom.pk}")
    sent = client.post(
        "/portal/page-somebody/",
        {"person": tom.pk, "incident": hidden.number, "reason": "Why not."},
    )

    assert b"Leaked" not in asked.content
    assert sent.status_code == 422
    assert not Page.objects.filter(reason="Why not.").exists()


@pytest.mark.parametrize("text", ["", "che", "tom", "INC-1", "\0", "&|!", "x" * 5000])
def test_it_costs_little(tom: User, text: str, django_assert_max_num_queries: Any) -> None:
    one = declare(by=tom)
    client = Client()
    client.force_login(tom)

    with django_assert_max_num_queries(8):
        answer = client.get("/portal/palette/", {"q": text, "in": one.reference})

    assert answer.status_code == 200
    assert b"<html" not in answer.content
