"""The sealed account opens the portal, once it is needed."""

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from portal.people.models import AuditEntry, User

EMAIL = "glass-1@example.com"


def issue(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """The password and the second factor, read as a person reads them."""
    call_command("break_glass", EMAIL)
    lines = capsys.readouterr().out.splitlines()
    return lines[1].split()[1], lines[2].split()[2]


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def sign_in(password: str, secret: str) -> Client:
    cache.clear()
    client = Client()
    client.post("/account/login/", {"login": EMAIL, "password": password})
    client.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    return client


def test_what_is_in_the_envelope_lets_a_manager_in(capsys: pytest.CaptureFixture[str]) -> None:
    client = sign_in(*issue(capsys))

    assert client.get("/portal/").status_code == 200
    assert client.get("/admin/").status_code == 200
    assert AuditEntry.objects.filter(verb="issued the break-glass account").exists()


def test_the_password_alone_does_not(capsys: pytest.CaptureFixture[str]) -> None:
    password, _ = issue(capsys)

    assert sign_in(password, "JBSWY3DPEHPK3PXP").get("/portal/").status_code == 302


def test_issued_anew_the_old_envelope_and_its_sessions_are_worth_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    old = issue(capsys)
    client = sign_in(*old)

    issue(capsys)

    assert client.get("/portal/").status_code == 302
    assert sign_in(*old).get("/portal/").status_code == 302
    assert User.objects.filter(email=EMAIL).count() == 1
