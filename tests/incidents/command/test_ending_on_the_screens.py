"""The screens of a fix, of resolving, watching and closing work without a script."""

import re

import pytest
from django.test import Client

from incidents.command.models import CheckIn, Watch
from incidents.comms.models import Update
from incidents.learning.models import CorrectiveAction
from incidents.record.models import Incident, State
from portal.people.models import User
from tests.make_command import HOUR, declare, resolve, ring
from tests.make_comms import make_update
from tests.make_mitigation import make_check
from tests.make_people import give_second_factor, make_user
from tests.make_record import NOON


@pytest.fixture
def priya(client: Client) -> User:
    person = make_user("Priya Nair", "Incident commander")
    give_second_factor(person)
    client.force_login(person)
    return person


def here(incident: Incident, what: str) -> str:
    return f"/portal/incidents/{incident.reference}/{what}/"


def test_one_click_puts_a_fix_in_place(client: Client, priya: User) -> None:
    incident = declare(by=priya)
    make_update(incident, "customers")

    answer = client.post(
        here(incident, "fix"), {"version": incident.version, "tell": "nobody"}, follow=True
    )

    assert answer.status_code == 200
    assert Incident.objects.get().state == State.VERIFYING
    assert b"A real user" in answer.content
    assert Update.objects.count() == 1


def test_the_button_says_who_will_be_told(client: Client, priya: User) -> None:
    incident = declare(by=priya)
    make_update(incident, "customers", "executives")

    page = client.get(here(incident, "resolution")).content.decode()

    assert re.search(r"Resolve and tell 0 subscribers and the status page,\s+\d+ in Exec", page)


def test_the_template_of_a_resolution_is_offered_and_its_gaps_refused(
    client: Client, priya: User
) -> None:
    incident = declare(by=priya)
    make_update(incident, "customers")
    address = here(incident, "resolution")

    offered = client.get(address).content.decode()
    begun = client.get(f"{address}?start=resolution").context["form"]["words"].value()
    answer = client.post(
        address, {"version": incident.version, "words": begun, "verified": "I paid."}
    )

    assert 'href="?start=resolution"' in offered
    assert "works normally again since [time]" in begun
    assert answer.status_code == 422
    assert "Fill in “[" in answer.content.decode()
    assert "works normally again since [time]" in answer.content.decode()


def test_the_preview_shows_each_text_and_changes_nothing(client: Client, priya: User) -> None:
    incident = declare(by=priya)
    make_update(incident, "customers", "executives")

    answer = client.post(
        here(incident, "resolution"),
        {
            "preview": "yes",
            "words": "Paid again.",
            "own_customers": "The pods of checkout-1 recovered.",
            "version": 1,
        },
    )

    page = answer.content.decode()
    assert "Exactly as sent" in page
    assert "is our word, not the customers" in page
    assert "Paid again." in page
    assert Incident.objects.get().state == State.ACTIVE


def test_a_refused_resolution_names_the_check_and_keeps_the_words(
    client: Client, priya: User
) -> None:
    incident = declare(by=priya)
    make_update(incident, "executives")
    make_check(incident)

    answer = client.post(
        here(incident, "resolution"), {"words": "It is over.", "version": incident.version}
    )

    assert answer.status_code == 422
    assert b"nobody has looked" in answer.content
    assert b"It is over." in answer.content


def test_the_second_of_two_reads_what_the_first_did(client: Client, priya: User) -> None:
    incident = declare(by=priya)
    version = incident.version
    resolve(incident, by=make_user("Ivo Petrov", "Incident commander"))

    answer = client.post(
        here(incident, "resolution"), {"verified": "I paid.", "words": "", "version": version}
    )

    assert answer.status_code == 409
    assert b"Ivo Petrov" in answer.content
    assert b"I paid." in answer.content


def test_still_good_with_one_click(client: Client, priya: User) -> None:
    incident = resolve(declare(by=priya), watcher=priya)
    ring("command.", at=NOON + 2 * HOUR)

    answer = client.post(
        here(incident, "watch/check-in"), {"good": "yes", "observed": "99.7 %"}, follow=True
    )

    assert answer.status_code == 200
    assert CheckIn.objects.filter(state="good", observed="99.7 %").exists()
    assert b"99.7 %" in client.get(here(incident, "panels/watch")).content


def test_an_answer_too_late_says_so_and_keeps_what_was_typed(client: Client, priya: User) -> None:
    incident = declare(by=priya)

    answer = client.post(here(incident, "watch/check-in"), {"good": "yes", "observed": "99.7 %"})

    assert answer.status_code == 409
    assert b"nobody watches it now" in answer.content


def test_whoever_looks_takes_the_watch(client: Client, priya: User) -> None:
    incident = resolve(declare(by=priya))

    client.post(here(incident, "watch/watcher"))

    assert Watch.objects.get().watcher == priya


def test_closing_asks_for_follow_ups_and_turns_gaps_into_work(client: Client, priya: User) -> None:
    incident = resolve(declare(by=priya))
    typed = {"reason": "Stable.", "runbook": "The processor's eu-2 edge", "debt_owner": priya.pk}

    refused = client.post(here(incident, "closure"), {"reason": "Stable."})
    client.post(
        here(incident, "closure/follow-ups"),
        {"text": "Alert on it", "owner": priya.pk, "due_on": "2026-12-01"},
    )
    client.post(here(incident, "closure"), {**typed, "back_to_normal": ["Bridge closed"]})

    assert refused.status_code == 422
    assert b"at least one follow-up" in refused.content
    assert Incident.objects.get().state == State.CLOSED
    assert CorrectiveAction.objects.filter(text__startswith="Write the runbook").exists()


def test_opening_again_from_the_screen(client: Client, priya: User) -> None:
    incident = declare(by=priya)
    make_update(incident, "executives")
    resolve(incident)

    client.post(here(incident, "reopening"), {"reason": "5xx", "words": "Payments fail again."})

    assert Incident.objects.get().state == State.ACTIVE
    assert Update.objects.order_by("-number")[0].situation == "investigating"
