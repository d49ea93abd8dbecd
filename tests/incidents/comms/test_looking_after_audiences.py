"""What managers see and edit of communication in the admin."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from incidents.comms.models import Promise
from tests.make_comms import after, audience, make_promised, make_update, pass_time
from tests.make_people import make_user


@pytest.fixture(autouse=True)
def _one_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR_GROUPS = []


def signed_in(group: str) -> Client:
    person, client = make_user("Elena", group), Client()
    person.is_staff = True
    person.save()
    client.force_login(person)
    return client


def shown(answer: Any) -> set[Any]:
    return set(answer.context["cl"].queryset)


def test_a_manager_edits_who_is_told_and_how_often() -> None:
    board, ana = audience("executives"), make_user("Ana")
    address = f"/admin/comms/audience/{board.pk}/change/"

    answer = signed_in("Manager").post(
        address,
        {
            "name": "Board",
            "position": 2,
            "members": [ana.pk],
            "extra_addresses": "board@example.com",
            "own_cadence_minutes": 20,
            "own_cadence_up_to": 1,
        },
    )

    assert answer.status_code == 302
    board.refresh_from_db()
    assert (board.name, board.slug, board.own_cadence_minutes) == ("Board", "executives", 20)
    assert (list(board.members.all()), board.extra_addresses) == ([ana], ["board@example.com"])
    assert board.history.count() == 1


@pytest.mark.parametrize("model", ["promise", "update", "cadence"])
def test_what_was_promised_and_said_is_only_read(model: str) -> None:
    incident = make_promised(level=1)
    make_update(incident, "support", at=after(1))
    client = signed_in("Manager")

    assert client.get(f"/admin/comms/{model}/").status_code == 200
    assert client.get(f"/admin/comms/{model}/add/").status_code == 403
    row = getattr(incident, {"promise": "promises", "update": "updates"}.get(model, "cadences"))
    page = f"/admin/comms/{model}/{row.first().pk}/"
    assert client.get(f"{page}change/").status_code == 200
    assert client.post(f"{page}change/", {}).status_code == 403
    assert client.post(f"{page}delete/", {"post": "yes"}).status_code == 403


def test_broken_promises_are_found_by_how_they_were_broken() -> None:
    incident = make_promised(level=1)
    make_update(incident, "executives", "support", at=after(1))
    make_update(incident, "support", at=after(32))
    pass_time(until=after(33))
    client = signed_in("Manager")

    found = {
        kept: {one.audience.slug for one in shown(client.get(f"/admin/comms/promise/?kept={kept}"))}
        for kept in ("late", "held", "missed", "owed")
    }

    assert found == {
        "late": {"executives", "support"},
        "held": {"executives"},
        "missed": {"customers"},
        "owed": {"customers"},
    }


@pytest.mark.parametrize("model", ["promise", "update", "cadence"])
def test_private_incidents_are_read_by_who_may_see_them(model: str) -> None:
    incident = make_promised(level=1, private=True)
    make_update(incident, "support", at=after(1))

    assert shown(signed_in("Manager").get(f"/admin/comms/{model}/"))
    assert not shown(signed_in("Incident commander").get(f"/admin/comms/{model}/"))
    assert Promise.objects.exists()
