"""What lies ahead is said once, in words that lead on; what is one's own is answered where it
is seen."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents.oncall.actions.page_person import page_person
from incidents.oncall.actions.record_absence import record_absence
from incidents.oncall.models import Absence, Page
from incidents.oncall.schedule.ahead import said_once
from incidents.oncall.schedule.foresight import look_ahead
from portal.people.groups import RESPONDER
from portal.people.models import User
from tests.make_oncall import make_schedule
from tests.make_people import make_user
from tests.make_record import NOON, make_incident

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def tom(client: Client) -> User:
    """A responder, signed in."""
    person = make_user("Tom Alvarez", RESPONDER)
    client.force_login(person)
    return person


def away(person: User, start: datetime, *, at: datetime) -> None:
    record_absence(person=person, starts_at=start, ends_at=start + HOUR, note="", by=person, at=at)


def test_gaps_of_one_rotation_stand_on_one_line() -> None:
    ana = make_user("Ana Ruiz")
    make_schedule(ana, name="Payments")
    for days in (2, 4, 6):
        away(ana, NOON + days * DAY, at=NOON)

    (line,) = said_once(look_ahead(at=NOON))

    assert (line.sentence, line.more) == ("Nobody is on call for Payments", 2)
    assert line.starts_at == NOON + 2 * DAY


def test_a_person_in_three_rotations_stands_on_one_line() -> None:
    ana = make_user("Ana Ruiz")
    for name in ("Payments", "Network", "Database"):
        make_schedule(ana, name=name, most_days=60)

    (line,) = said_once(look_ahead(at=NOON))

    assert line.sentence == (
        "Ana Ruiz is on call for more than one at once: Database, Network, Payments"
    )


def test_being_ill_leads_to_the_gap_it_leaves(client: Client, tom: User) -> None:
    now = timezone.now()
    make_schedule(tom, at=now, name="Payments")
    said = {"person": tom.pk, "note": "A cold"}
    span = {"starts_at": now + DAY, "ends_at": now + 2 * DAY}
    typed = {name: f"{moment:%Y-%m-%dT%H:%M}" for name, moment in span.items()}

    answer = client.post(reverse("oncall:away"), {**said, **typed}, follow=True)

    assert answer.redirect_chain[-1][0] == reverse("oncall:schedule")
    assert "Nobody has Payments then: ask somebody now." in answer.content.decode()
    assert Absence.objects.get().note == "A cold"


def test_being_away_without_a_duty_leaves_nothing_open(client: Client, tom: User) -> None:
    now = timezone.now()
    said = {"person": tom.pk, "starts_at": f"{now + DAY:%Y-%m-%dT%H:%M}"}

    answer = client.post(
        reverse("oncall:away"), {**said, "ends_at": f"{now + 2 * DAY:%Y-%m-%dT%H:%M}"}, follow=True
    )

    assert "No duty is left open by it." in answer.content.decode()


@pytest.mark.parametrize("where", ["now", "room"])
def test_who_cannot_come_says_why_where_the_page_is_seen(
    client: Client, tom: User, where: str
) -> None:
    incident = make_incident()
    page = page_person(incident=incident, person=tom, reason="Knows it", by=None, at=timezone.now())

    address = incident.get_absolute_url() if where == "room" else reverse("desk:now")
    shown = client.get(address).content.decode()
    assert "I am on another incident" in shown
    client.post(
        reverse("oncall:answer_own", args=[page.pk]), {"answer": "decline", "because": "busy"}
    )

    assert Page.objects.get(pk=page.pk).declined_because == "busy"
