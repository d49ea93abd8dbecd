"""The admin has no sign-in of its own, and no way around what it shows."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from incidents.record.models import Incident
from portal.people.groups import AUDITOR, RESPONDER
from portal.people.models import User
from tests.make_people import give_second_factor, make_user
from tests.make_record import make_incident

PASSWORD = "right horse battery"


def enter(user: User, *, staff: bool = True) -> Client:
    User.objects.filter(pk=user.pk).update(is_staff=staff)
    client = Client()
    client.force_login(user)
    return client


def test_its_sign_in_is_the_one_everybody_uses() -> None:
    answer = Client().get("/admin/people/user/", follow=True)

    assert answer.redirect_chain[-1][0] == "/account/login/?next=/admin/people/user/"


def test_a_password_posted_to_it_opens_nothing() -> None:
    person = make_user("Elena", RESPONDER, email="elena@example.com", password=PASSWORD)
    User.objects.filter(pk=person.pk).update(is_staff=True)
    client = Client()

    client.post("/admin/login/", {"username": "elena@example.com", "password": PASSWORD})

    assert "_auth_user_id" not in client.session


def test_who_is_signed_in_without_the_right_is_told_so() -> None:
    client = enter(make_user("Tom", RESPONDER), staff=False)

    answer = client.get("/admin/", follow=True)

    assert answer.status_code == 403
    assert b"not yours" in answer.content


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example/", "/\\evil"])
def test_it_leads_nowhere_else(elsewhere: str) -> None:
    answer = enter(make_user("Kofi", AUDITOR)).get("/admin/login/", {"next": elsewhere})

    assert answer["Location"] == "/admin/"


def test_a_password_is_changed_where_everybody_changes_it() -> None:
    answer = enter(make_user("Kofi", AUDITOR)).get("/admin/password_change/")

    assert answer["Location"] == "/account/password/change/"


def test_its_way_to_a_row_shows_only_rows_it_shows() -> None:
    client = enter(make_user("Kofi", AUDITOR))
    kind = ContentType.objects.get_for_model(Incident)
    plain, hidden = make_incident(), make_incident("Leaked keys", private=True)

    def follow(pk: int) -> tuple[int, str]:
        answer = client.get(f"/admin/r/{kind.pk}/{pk}/", headers={"host": "localhost"})
        return answer.status_code, answer.get("Location", "")

    assert follow(plain.pk) == (302, plain.get_absolute_url())
    assert follow(hidden.pk) == follow(hidden.pk + 1000) == (404, "")


def test_it_shows_nothing_of_anybodys_second_factor() -> None:
    person = make_user("Root")
    User.objects.filter(pk=person.pk).update(is_superuser=True, is_staff=True)
    give_second_factor(person)
    client = Client()
    client.force_login(person)

    for address in ("/admin/mfa/authenticator/", "/admin/account/emailaddress/"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PURGE"])
def test_other_methods_are_refused_before_anything_looks(method: str) -> None:
    answer = Client().generic(method, "/admin/people/user/")

    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, POST"
    assert answer["Cache-Control"] == "no-store, private"
