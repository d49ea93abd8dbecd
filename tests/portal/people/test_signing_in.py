"""Guessing does not pay, nobody locks anybody out, and mail about sign-in is safe."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from portal.people import attempts
from portal.people.models import User
from portal.post.models import Message
from portal.post.rendering import RenderedMessage
from portal.web.models import RateBucket
from tests.make_people import give_second_factor, make_user
from tests.make_record import NOON

PASSWORD, WRONG = "right horse battery", "wrong horse"
HERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"


@pytest.fixture
def tom() -> User:
    return make_user("Tom", "Responder", email="tom@example.com", password=PASSWORD)


def sign_in(client: Client, password: str = PASSWORD, *, source: str = HERE) -> bool:
    client.post(
        "/account/login/",
        {"login": "tom@example.com", "password": password},
        REMOTE_ADDR=source,
    )
    return "_auth_user_id" in client.session


def test_after_a_few_wrong_words_the_right_one_is_refused_too(tom: User) -> None:
    for _ in range(attempts.ON_A_PERSON):
        assert not sign_in(Client(), WRONG)

    assert not sign_in(Client())


def test_signing_in_often_is_no_guessing(tom: User) -> None:
    for _ in range(attempts.ON_A_PERSON + 2):
        assert sign_in(Client())


def test_elsewhere_the_same_person_signs_in(tom: User) -> None:
    for _ in range(attempts.ON_A_PERSON + 1):
        sign_in(Client(), WRONG)

    assert sign_in(Client(), source=ELSEWHERE)


def test_a_browser_known_to_be_theirs_gets_in_whatever_strangers_do(tom: User) -> None:
    own = Client()
    assert sign_in(own)
    own.post("/account/logout/")
    for number in range(60):
        attempts.may_try_password(
            email="tom@example.com", network=f"192.0.2.{number}", device="", at=NOON
        )
    for _ in range(attempts.ON_A_PERSON + 1):
        sign_in(Client(), WRONG)

    assert not sign_in(Client())
    assert sign_in(own)


def test_a_known_browser_is_no_way_to_guess_either(tom: User) -> None:
    own = Client()
    sign_in(own)
    own.post("/account/logout/")

    for _ in range(attempts.BY_A_DEVICE):
        sign_in(own, WRONG)

    assert not sign_in(own)


def test_a_browser_of_one_is_a_strangers_to_another(tom: User) -> None:
    make_user("Ana", "Responder", email="ana@example.com", password=PASSWORD)
    own = Client()
    own.post("/account/login/", {"login": "ana@example.com", "password": PASSWORD})
    own.post("/account/logout/")
    for _ in range(attempts.ON_A_PERSON + 1):
        sign_in(Client(), WRONG)

    assert not sign_in(own)


@pytest.mark.parametrize("forged", ["", "x", '{"person": 1, "device": "x"}', "a:b:c"])
def test_a_forged_name_of_a_browser_counts_as_none(tom: User, forged: str) -> None:
    client = Client()
    client.cookies["device"] = forged
    for _ in range(attempts.ON_A_PERSON + 1):
        sign_in(Client(), WRONG)

    assert not sign_in(client)


def test_many_networks_together_guess_little_at_who_has_no_second_factor(tom: User) -> None:
    tried = [
        attempts.may_try_password(
            email="tom@example.com", network=f"192.0.2.{number}", device="", at=NOON
        )
        for number in range(attempts.ON_A_PERSON_BY_ALL + 10)
    ]

    assert tried.count(True) == attempts.ON_A_PERSON_BY_ALL


def test_they_cannot_shut_out_who_has_one(tom: User) -> None:
    give_second_factor(tom)
    for number in range(attempts.ON_A_PERSON_BY_ALL + 10):
        attempts.may_try_password(
            email="tom@example.com", network=f"192.0.2.{number}", device="", at=NOON
        )

    assert attempts.may_try_password(email="tom@example.com", network=ELSEWHERE, device="", at=NOON)


def test_a_window_ends(tom: User) -> None:
    def attempt(minutes: int) -> bool:
        at = NOON + timedelta(minutes=minutes)
        return attempts.may_try_password(email="x@example.com", network=HERE, device="", at=at)

    assert [attempt(0) for _ in range(attempts.ON_A_PERSON + 1)][-1] is False
    assert attempt(6) is True


def test_what_counts_names_nobody(tom: User) -> None:
    sign_in(Client(), WRONG)

    assert "tom" not in " ".join(RateBucket.objects.values_list("name", flat=True))


def code_of(person: User) -> str:
    secret = Authenticator.objects.get(user=person, type="totp").data["secret"]
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def enter_code(client: Client, code: str) -> bool:
    client.post("/account/2fa/authenticate/", {"code": code})
    return "_auth_user_id" in client.session


def test_a_code_signs_in_once_whichever_process_saw_it(tom: User) -> None:
    give_second_factor(tom)
    first, second = Client(), Client()
    code = code_of(tom)

    assert not sign_in(first)
    assert enter_code(first, code)
    sign_in(second)
    Authenticator.objects.filter(user=tom).update(last_used_at=None)
    cache.clear()
    assert not enter_code(second, code)


def test_codes_are_not_guessed(tom: User) -> None:
    give_second_factor(tom)
    client = Client()
    sign_in(client)
    for _ in range(attempts.CODES):
        assert not enter_code(client, "000000")

    assert not enter_code(client, code_of(tom))


def test_a_forgotten_password_is_mailed_by_the_outbox_with_our_own_address(
    tom: User, settings: Settings
) -> None:
    Client().post(
        "/account/password/reset/", {"email": "tom@example.com"}, headers={"host": "localhost"}
    )

    message = Message.objects.get(kind="people.account")
    delivery = message.deliveries.get()
    mail = RenderedMessage(message).for_recipient(delivery.address, fields=delivery.fields)
    assert f"{settings.SITE_URL}/account/password/reset/key/".encode() in mail
    assert b"localhost/account" not in mail
    assert "/key/" not in message.text
    assert message.restricted


def test_the_link_opens_the_way_to_a_new_password(tom: User, settings: Settings) -> None:
    Client().post("/account/password/reset/", {"email": "tom@example.com"})
    link = next(iter(Message.objects.get().deliveries.get().fields.values()))
    client = Client()

    asked = client.get(link.removeprefix(settings.SITE_URL), follow=True)
    where = asked.redirect_chain[-1][0]
    client.post(where, {"password1": "new horse battery", "password2": "new horse battery"})

    assert sign_in(Client(), "new horse battery")


def test_mails_with_links_are_few_and_strangers_get_none(tom: User) -> None:
    answers = [
        Client().post("/account/password/reset/", {"email": email}, follow=True).content
        for email in ["nobody@example.com", *["tom@example.com"] * 5]
    ]

    assert Message.objects.count() == attempts.RESETS_A_DAY
    assert len({len(one) for one in answers}) == 1


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/", "//evil.example", "/\\evil.example", "https:evil.example",
        "http:///evil.example", "\\\\evil.example", "/%2f%2fevil.example/..//evil.example",
        "javascript:alert(1)", "data:text/html,x", "///evil.example", "\t//evil.example",
        "https://127.0.0.1@evil.example/", "http://localhost:9999/", "http://127.0.0.1/",
    ],
)  # fmt: skip
def test_signing_in_leads_nowhere_else(tom: User, elsewhere: str) -> None:
    answer = Client().post(
        f"/account/login/?next={elsewhere}",
        {"login": "tom@example.com", "password": PASSWORD, "next": elsewhere},
    )

    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith(("//", "/\\"))
