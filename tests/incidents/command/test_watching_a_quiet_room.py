"""An idle poll costs one query, and never outlives what let the person in."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents.record.actions.add_entry import add_entry
from incidents.record.models import Incident
from portal.people.models import User
from tests.make_people import give_second_factor, make_user
from tests.make_record import NOON, make_incident

QUIET, REFUSALS = 204, {302, 403, 404}


@pytest.fixture
def tom() -> User:
    user = make_user("Tom", "Incident commander")
    give_second_factor(user)
    return user


@pytest.fixture
def watching(tom: User) -> Client:
    client = Client()
    client.force_login(tom)
    return client


@pytest.fixture
def secret(tom: User) -> Incident:
    return make_incident("Leaked key", private=True, members=[tom])


def poll(client: Client, incident: Incident, *, after: int | None = None) -> int:
    seen = Incident.objects.get(pk=incident.pk).last_seq if after is None else after
    address = f"/portal/incidents/{incident.reference}/timeline/"
    status: int = client.get(address, {"after": seen}).status_code
    return status


def settle(client: Client, incident: Incident) -> None:
    """After the first two polls the facts are known to have let the person in."""
    assert [poll(client, incident), poll(client, incident)] == [QUIET, QUIET]


def test_an_idle_poll_is_one_query(watching: Client, secret: Incident) -> None:
    settle(watching, secret)
    last = secret.last_seq

    with CaptureQueriesContext(connection) as asked:
        status = poll(watching, secret, after=last)

    assert status == QUIET
    assert len(asked) == 1


def test_a_new_line_is_shown_at_the_next_poll(watching: Client, secret: Incident) -> None:
    settle(watching, secret)
    seen = Incident.objects.get(pk=secret.pk).last_seq
    add_entry(incident=secret, kind="note", body="Rotated", by=None, at=NOON)

    answer = watching.get(f"/portal/incidents/{secret.reference}/timeline/", {"after": seen})

    assert answer.status_code == 200
    assert b"Rotated" in answer.content
    assert answer.content.count(b'class="timeline-entry"') == 1
    assert b'id="_news"' in answer.content


def test_a_filtered_room_moves_its_cursor_past_other_kinds(
    watching: Client, secret: Incident
) -> None:
    seen = Incident.objects.get(pk=secret.pk).last_seq
    add_entry(incident=secret, kind="note", body="Rotated", by=None, at=NOON)

    address = f"/portal/incidents/{secret.reference}/timeline/?after={seen}&kind=decision"
    answer = watching.get(address)

    assert answer.content.count(b'class="timeline-entry"') == 0
    assert f'data-newest="{seen + 1}"'.encode() in answer.content


def leave_the_group(tom: User, secret: Incident) -> None:
    tom.groups.clear()


def lose_the_permission(tom: User, secret: Incident) -> None:
    view = Permission.objects.get(codename="view_incidents")
    tom.groups.get().permissions.remove(view)


def be_disabled(tom: User, secret: Incident) -> None:
    User.objects.filter(pk=tom.pk).update(is_active=False)


def change_the_password(tom: User, secret: Incident) -> None:
    tom.set_password("another horse battery")
    tom.save()


def lose_the_second_factor(tom: User, secret: Incident) -> None:
    Authenticator.objects.filter(user=tom).delete()


def be_signed_out(tom: User, secret: Incident) -> None:
    Session.objects.all().delete()


def leave_the_members(tom: User, secret: Incident) -> None:
    secret.members.clear()


@pytest.mark.parametrize(
    "lose",
    [
        leave_the_group,
        lose_the_permission,
        be_disabled,
        change_the_password,
        lose_the_second_factor,
        be_signed_out,
    ],
)
def test_rights_that_end_end_the_polls(
    watching: Client, tom: User, secret: Incident, lose: Callable[[User, Incident], None]
) -> None:
    settle(watching, secret)

    lose(tom, secret)

    assert poll(watching, secret) in REFUSALS
    assert poll(watching, secret) in REFUSALS


def test_a_member_no_more_sees_no_more() -> None:
    ana = make_user("Ana", "Responder")
    secret = make_incident("Leaked key", private=True, members=[ana])
    client = Client()
    client.force_login(ana)
    settle(client, secret)

    leave_the_members(ana, secret)

    assert poll(client, secret) == 404


def test_an_incident_made_private_is_gone_for_others() -> None:
    client, incident = Client(), make_incident("Checkout fails")
    client.force_login(make_user("Ana", "Responder"))
    settle(client, incident)

    Incident.objects.filter(pk=incident.pk).update(private=True)

    assert poll(client, incident) == 404


def test_a_stranger_learns_nothing_from_others_polls(watching: Client, secret: Incident) -> None:
    settle(watching, secret)
    stranger = Client()
    stranger.cookies["session"] = "made-up"

    assert poll(Client(), secret) == 302
    assert poll(stranger, secret) == 302
