"""Sessions are new after signing in, and end with the rights they stood for."""

import pytest
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.test import Client, RequestFactory

from portal.people.groups import MANAGER, RESPONDER
from portal.people.models import AuditEntry, User
from tests.make_people import give_second_factor, make_user

PASSWORD = "right horse battery"


@pytest.fixture
def tom() -> User:
    return make_user("Tom", RESPONDER, email="tom@example.com", password=PASSWORD)


def enter(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def is_in(client: Client) -> bool:
    return client.get("/portal/").status_code == 200


def manager() -> Client:
    elena = make_user("Elena", MANAGER)
    give_second_factor(elena)
    User.objects.filter(pk=elena.pk).update(is_staff=True)
    return enter(elena)


def change(person: User, **facts: object) -> None:
    """What a manager saves in the admin."""
    person.refresh_from_db()
    form = {
        "email": person.email, "name": person.name, "title": "", "phone": "", "time_zone": "UTC",
        "is_active": "on", "groups": list(person.groups.values_list("pk", flat=True)), **facts,
    }  # fmt: skip
    sent = {name: value for name, value in form.items() if value is not None}
    answer = manager().post(f"/admin/people/user/{person.pk}/change/", sent)
    assert answer.status_code == 302, answer.context["errors"]


def test_signing_in_makes_a_new_session(tom: User) -> None:
    client = Client()
    client.get("/account/login/")
    client.session["planted"] = "by a stranger"
    client.session.save()
    before = client.session.session_key

    client.post("/account/login/", {"login": "tom@example.com", "password": PASSWORD})

    assert client.session.session_key != before
    assert is_in(client)


def test_a_disabled_person_is_out_and_stays_out_when_enabled_again(tom: User) -> None:
    client = enter(tom)
    assert is_in(client)

    change(tom, is_active=None)
    assert not is_in(client)
    change(tom)
    assert not is_in(client)


@pytest.mark.parametrize("what", ["is_staff", "groups", "email"])
def test_other_rights_ask_for_a_new_sign_in(tom: User, what: str) -> None:
    client = enter(tom)
    facts: dict[str, object] = {
        "is_staff": "on",
        "groups": [Group.objects.get(name="Auditor").pk],
        "email": "tom.alvarez@example.com",
    }

    change(tom, **{what: facts[what]})

    assert not is_in(client)
    assert AuditEntry.objects.filter(verb="ended the sessions of").exists()


def test_a_new_title_ends_nothing(tom: User) -> None:
    client = enter(tom)

    change(tom, title="Payments engineer")

    assert is_in(client)


def test_a_new_password_ends_the_sessions_of_elsewhere(tom: User) -> None:
    elsewhere, here = enter(tom), enter(tom)

    here.post(
        "/account/password/change/",
        {
            "oldpassword": PASSWORD,
            "password1": "new horse battery",
            "password2": "new horse battery",
        },
    )

    assert is_in(here)
    assert not is_in(elsewhere)


def test_a_second_factor_ends_the_sessions_of_elsewhere(tom: User) -> None:
    elsewhere, here = enter(tom), enter(tom)
    request: HttpRequest = RequestFactory().post("/")
    request.session, request.user = here.session, tom
    give_second_factor(tom)

    signals.authenticator_added.send(
        sender=Authenticator, request=request, user=tom, authenticator=None
    )
    request.session.save()
    here.cookies["session"] = str(request.session.session_key)

    assert is_in(here)
    assert not is_in(elsewhere)
