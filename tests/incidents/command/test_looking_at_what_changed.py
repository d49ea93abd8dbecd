"""What changed is seen, added and judged in the room, with and without a script."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from incidents.record.actions.record_change import record_change
from incidents.record.models import Change, ChangeVerdict, Incident
from portal.people.models import User
from tests.make_people import make_user
from tests.make_record import make_incident, make_service

MINUTE = timedelta(minutes=1)


@pytest.fixture
def incident() -> Incident:
    return make_incident(services=[make_service("Checkout")], at=timezone.now() - 20 * MINUTE)


@pytest.fixture
def tom(client: Client) -> User:
    person = make_user("Tom Alvarez", "Responder")
    client.force_login(person)
    return person


def address(incident: Incident, more: str = "changes/") -> str:
    return f"{incident.get_absolute_url()}{more}"


def deploy(incident: Incident, title: str = "checkout-api 7") -> Change:
    return record_change(
        title=title,
        source="ci",
        service=incident.services.get(),
        happened_at=incident.started_at - 9 * MINUTE,
        by=None,
        at=timezone.now(),
    )


def typed(**facts: str) -> dict[str, str]:
    time = f"{timezone.now() - 30 * MINUTE:%H:%M}"
    given = {"title": "Cache limit 4 GB to 2 GB", "kind": "configuration", "happened": time}
    return given | {"key": "form-1"} | facts


def test_the_panel_names_the_likeliest_and_why(
    client: Client, incident: Incident, tom: User
) -> None:
    deploy(incident)

    page = client.get(address(incident, "panels/changes/")).content.decode()

    assert "checkout-api 7" in page
    assert "9 min before the first signal · same service" in page
    assert "Likely" in page


def test_one_click_judges_it_and_leads_back(client: Client, incident: Incident, tom: User) -> None:
    change = deploy(incident)

    answer = client.post(address(incident, f"changes/{change.pk}/verdict/"), {"verdict": "suspect"})

    assert answer.status_code == 302
    assert answer["Location"] == f"{incident.get_absolute_url()}#_changes"
    assert ChangeVerdict.objects.get().by == tom
    assert "Suspect: Tom Alvarez" in client.get(address(incident)).content.decode()


def test_it_leads_back_nowhere_else(client: Client, incident: Incident, tom: User) -> None:
    change = deploy(incident)

    answer = client.post(
        address(incident, f"changes/{change.pk}/verdict/"),
        {"verdict": "cleared", "back": "https://evil.example/"},
    )

    assert answer["Location"].startswith("/portal/incidents/")


def test_no_verdict_is_refused_in_words(client: Client, incident: Incident, tom: User) -> None:
    change = deploy(incident)

    answer = client.post(address(incident, f"changes/{change.pk}/verdict/"), {"verdict": "guilty"})

    assert answer.status_code == 422
    assert "Choose suspect, cleared or cause." in answer.content.decode()


def test_typing_one_twice_adds_it_once(client: Client, incident: Incident, tom: User) -> None:
    for _ in range(2):
        assert client.post(address(incident), typed()).status_code == 302

    change = Change.objects.get()
    assert (change.by_name, change.incident) == ("Tom Alvarez", incident)
    assert incident.entries.filter(body__startswith="Changed: Cache limit").count() == 1


def test_a_time_that_is_not_reached_yet_was_yesterday(
    client: Client, incident: Incident, tom: User
) -> None:
    soon = f"{timezone.now() + 30 * MINUTE:%H:%M}"

    client.post(address(incident), typed(happened=soon))

    assert Change.objects.get().happened_at < timezone.now() - timedelta(hours=23)


def test_what_was_typed_wrongly_stays(client: Client, incident: Incident, tom: User) -> None:
    answer = client.post(address(incident), typed(happened="half past"))

    assert answer.status_code == 422
    assert "Cache limit 4 GB to 2 GB" in answer.content.decode()
    assert not Change.objects.exists()


def test_a_private_incidents_change_shows_nowhere_else(
    client: Client, incident: Incident, tom: User
) -> None:
    secret = make_incident(
        "Leaked keys", private=True, members=[tom], services=list(incident.services.all()),
        at=timezone.now() - 20 * MINUTE,
    )  # fmt: skip
    client.post(address(secret), typed(title="Keys rotated"))
    change = Change.objects.get()

    here = client.get(address(secret)).content.decode()
    there = client.get(address(incident)).content.decode()
    judged = client.post(address(incident, f"changes/{change.pk}/verdict/"), {"verdict": "suspect"})

    assert "Keys rotated" in here
    assert "Keys rotated" not in there
    assert judged.status_code == 404


def test_an_auditor_reads_and_adds_nothing(client: Client, incident: Incident) -> None:
    client.force_login(make_user("Aud", "Auditor"))
    deploy(incident)

    page = client.get(address(incident)).content.decode()

    assert "checkout-api 7" in page
    assert "It is the cause" not in page
    assert client.post(address(incident), typed()).status_code == 403
