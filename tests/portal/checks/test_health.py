"""A silent keeper, a late timer, a waiting mail: said, with numbers."""

from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from portal.checks.health import degraded, look
from portal.clock import clock, pulse
from portal.people.models import User
from tests.make_people import make_user
from tests.make_post import make_message


@pytest.fixture
def keepers() -> None:
    for name in ("timekeeper", "worker"):
        pulse.beat(name, at=timezone.now())


def overdue_timer(user: User) -> None:
    at = timezone.now() - timedelta(minutes=5)
    clock.set("oncall.climb", about=user, at=at)


@pytest.mark.usefixtures("keepers")
def test_all_is_well_when_keepers_live_and_nothing_is_late() -> None:
    assert look(at=timezone.now()).is_well
    assert Client().get("/readyz").status_code == 200
    assert Client().get("/healthz").content == b"ok\n"


def test_a_silent_keeper_is_named() -> None:
    now = timezone.now()
    pulse.beat("worker", at=now)
    pulse.beat("timekeeper", at=now - timedelta(minutes=1))

    assert look(at=now).silent == ["timekeeper"]
    assert degraded(at=now) == ["The timekeeper is silent: promises and pages may come late."]
    assert Client().get("/readyz").status_code == 503


@pytest.mark.usefixtures("keepers")
def test_a_late_timer_and_a_waiting_mail_are_not_well() -> None:
    overdue_timer(make_user())

    answer = Client().get("/readyz").json()

    assert answer["ready"] is False
    assert answer["timer_lateness"] > 290


@pytest.mark.usefixtures("keepers")
def test_a_mail_that_waits_too_long_is_not_well() -> None:
    make_message()

    health = look(at=timezone.now() + timedelta(minutes=2))

    assert health.delivery_age is not None
    assert not health.is_well


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("SECRET_KEY_IS_DEFAULT", True, "allclear.E001"),
        ("ALLOWED_HOSTS", ["*"], "allclear.E002"),
        ("DEBUG", True, "allclear.E003"),
        ("DEMO", True, "allclear.E004"),
        ("SITE_URL", "http://status.example.com", "allclear.E005"),
    ],
)
def test_what_must_not_go_public_is_refused(
    settings: Settings, setting: str, value: object, code: str
) -> None:
    settings.SITE_URL = "https://status.example.com"
    setattr(settings, setting, value)

    found = [one.id for one in run_checks(include_deployment_checks=True)]

    assert code in found


def test_failpoints_never_reach_the_public(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAILPOINTS", "mail.after_250=kill9")

    found = [one.id for one in run_checks(include_deployment_checks=True)]

    assert "allclear.E006" in found
