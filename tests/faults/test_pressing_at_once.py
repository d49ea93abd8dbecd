"""Buttons pressed twice, and two people saving at once: one effect each, no word lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from incidents.comms.actions.plan_promises import plan_promises
from incidents.comms.models import Update
from incidents.record.models import Incident
from portal.post.models import Message
from tests.faults.ground import show, sized
from tests.make_comms import audience
from tests.make_learning import make_postmortem
from tests.make_people import make_user
from tests.make_record import make_incident
from tests.make_statuspage import make_component

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _one_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR_GROUPS = []


def signed_in(*groups: str) -> Client:
    client = Client()
    client.force_login(make_user("", *groups))
    return client


def at_once(*calls: Callable[[], int]) -> list[int]:
    """Make the calls in threads of their own; what each answered."""

    def call(one: Callable[[], int]) -> int:
        try:
            return one()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(call, calls))


def posting(client: Client, address: str, typed: dict[str, Any]) -> Callable[[], int]:
    return lambda: client.post(address, typed).status_code


def words(number: int, incident: Incident) -> dict[str, Any]:
    newest = incident.updates.order_by("-number").values_list("number", flat=True).first()
    return {
        "audiences": [str(audience(slug).pk) for slug in ("customers", "executives")],
        "key": f"press-{number}",
        "after": str(newest or 0),
        "title": "Payments fail",
        "stage": "update",
        "public_status": "investigating",
        "tell_subscribers": "on",
        "status": f"Word number {number}.",
        "impact": "About 9,000 customers.",
        "action": "We switch over.",
    }


def test_a_button_pressed_three_times_publishes_once() -> None:
    presses = sized(whole=1_000, short=15)
    make_component("Checkout")
    incident, clients = (
        make_incident(level=1, at=timezone.now()),
        [signed_in("Communications lead") for _ in range(3)],
    )
    plan_promises(incident=incident, by=None, at=timezone.now())
    mei = clients[0]
    address = f"/portal/incidents/{incident.reference}/updates/"

    answers: list[int] = []
    for number in range(presses):
        typed = words(number, incident)
        answers += at_once(*[posting(mei, address, typed)] * 3)

    show(f"{presses} updates, each pressed three times at once: {Update.objects.count()} published")
    assert set(answers) == {302}
    assert Update.objects.filter(incident=incident, automatic=False).count() == presses
    keys = Message.objects.filter(kind="comms.update").values_list("key", flat=True)
    assert len(keys) == len(set(keys)) == presses


def test_nobodys_text_is_lost_when_two_save_at_once() -> None:
    """One of them is told what the other wrote, and everything that was accepted is kept."""
    rounds = sized(whole=1_000, short=20)
    postmortem = make_postmortem()
    address = f"/portal/incidents/{postmortem.incident.reference}/postmortem/"
    ana, ben = signed_in("Responder"), signed_in("Incident commander")

    accepted = []
    for number in range(rounds):
        postmortem.refresh_from_db()
        typed = {"version": str(postmortem.version), "chains": "1"}
        texts = [f"Ana's version {number}", f"Ben's version {number}"]
        answers = at_once(
            posting(ana, address, {**typed, "summary": texts[0]}),
            posting(ben, address, {**typed, "summary": texts[1]}),
        )
        assert sorted(answers) == [302, 409]
        accepted.append(texts[answers.index(302)])

    kept = {one.text["summary"] for one in postmortem.revisions.all()}
    show(f"{rounds} times two saved at once: one accepted, one told what the other wrote")
    assert set(accepted) <= kept
