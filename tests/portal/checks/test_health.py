"""A silent keeper, a late timer, a waiting mail, a parked row: said, with numbers."""

import os
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings

from portal.checks.health import COPY, KEEPERS, LOOK, look
from portal.checks.tasks import heartbeat
from portal.clock import clock, epoch, pulse
from portal.clock.models import Epoch, Timer
from portal.people.models import User
from portal.post.models import Delivery, PausedDomain
from portal.post.pausing import resume_domain
from tests.make_people import make_user
from tests.make_post import MailSink, deliver_everything, make_message

# Machines are answered over a connection of their own, which sees what is committed.
committed = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(settings: Settings, tmp_path: Path) -> Path:
    """The manifest of a published status page, a second old."""
    settings.PUBLIC_DIR = tmp_path
    manifest = tmp_path / ".manifest.json"
    manifest.write_text("{}")
    return manifest


@pytest.fixture
def keepers(page: Path) -> None:
    for name in ("timekeeper", "worker", "beat"):
        pulse.beat(name, at=timezone.now())


def overdue_timer(user: User) -> Timer:
    at = timezone.now() - timedelta(minutes=5)
    return clock.set("oncall.climb", about=user, at=at)


@committed
@pytest.mark.usefixtures("keepers")
def test_all_is_well_when_keepers_live_and_nothing_is_late() -> None:
    assert look(at=timezone.now()).faults() == []
    assert Client().get("/readyz").status_code == 200
    assert Client().get("/healthz").content == b"ok\n"


@pytest.mark.usefixtures("keepers")
@pytest.mark.parametrize("name", ["timekeeper", "beat", "worker"])
def test_a_silent_keeper_is_named_within_a_minute(name: str) -> None:
    soon = timezone.now() + timedelta(seconds=59)
    for other in {"timekeeper", "beat", "worker"} - {name}:
        pulse.beat(other, at=soon)

    health = look(at=soon - timedelta(seconds=1))

    assert name in health.silent
    assert KEEPERS[name] in health.faults()
    assert not health.is_well


@pytest.mark.usefixtures("keepers")
def test_a_page_that_is_not_renewed_is_named_within_a_minute(page: Path) -> None:
    os.utime(page, (time.time() - 59, time.time() - 59))

    health = look(at=timezone.now())

    assert list(health.silent) == ["snapshot"]
    assert health.faults() == [KEEPERS["snapshot"]]


def test_what_was_never_started_is_not_ready_and_has_not_stopped(page: Path) -> None:
    health = look(at=timezone.now())

    assert not health.is_well
    assert health.faults() == []


@pytest.mark.usefixtures("keepers")
def test_a_restored_copy_says_that_it_keeps_still() -> None:
    epoch.adopt()
    assert look(at=timezone.now()).is_well
    Epoch.objects.update(mark="another database")

    assert look(at=timezone.now()).faults() == [COPY]


@committed
@pytest.mark.usefixtures("keepers")
def test_a_late_timer_is_not_well() -> None:
    overdue_timer(make_user())

    answer = Client().get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["timer_lateness"] > 290
    assert answer.json()["faults"] == ["Timers ring late, the oldest by 5 min."]


@pytest.mark.usefixtures("keepers")
def test_mail_that_waits_for_a_dead_relay_is_not_well(settings: Settings) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    make_message()
    deliver_everything()

    health = look(at=timezone.now())

    assert health.outbox_age["updates"] > 600
    assert health.faults()[0].startswith("Mail waits (updates): since ")


@pytest.mark.usefixtures("keepers")
def test_one_address_that_is_asked_again_later_is_no_fault(settings: Settings) -> None:
    with MailSink() as sink:
        settings.EMAIL_URL = sink.url
        sink.answer = lambda address: "451 greylisted"
        make_message()
        deliver_everything()

    assert look(at=timezone.now()).faults() == []


@pytest.mark.usefixtures("keepers")
@pytest.mark.parametrize(("age", "alarmed"), [(1, True), (25, False)])
def test_what_was_given_up_alarms_for_a_day_and_is_counted_after(age: int, alarmed: bool) -> None:
    at = timezone.now() - timedelta(hours=age)
    make_message()
    Delivery.objects.update(state="parked", attempted_at=at, not_before=at, tries=5)
    overdue_timer(make_user())
    Timer.objects.update(state="parked", next_try_at=at)

    health = look(at=timezone.now())

    assert (health.parked_timers, health.parked_deliveries) == (1, 1)
    assert bool(health.faults()) is alarmed
    assert health.is_well is not alarmed


@pytest.mark.usefixtures("keepers")
def test_a_domain_whose_mail_is_held_is_said_with_what_to_do() -> None:
    since = datetime(2026, 11, 19, 12, 3, tzinfo=UTC)
    domain = PausedDomain.objects.create(destination="example.com", reason="x", at=since)

    with CaptureQueriesContext(connection) as asked:
        health = look(at=timezone.now())

    assert health.faults() == [
        (
            "Mail to example.com is held since 19 Nov, 12:03 UTC: too much of it came back. "
            "Resume it on the Outbox page."
        )
    ]
    assert len(asked) == 1
    resume_domain(domain=domain, by=make_user("Tom", "Manager"), at=timezone.now())
    assert look(at=timezone.now()).faults() == []


@pytest.mark.usefixtures("keepers")
def test_of_many_held_domains_the_first_are_named_and_the_rest_counted() -> None:
    for number in range(8):
        at = timezone.now() + timedelta(seconds=number)
        PausedDomain.objects.create(destination=f"{number}.example.com", reason="x", at=at)

    faults = look(at=timezone.now()).faults()

    assert len(faults) == 6
    assert faults[0].startswith("Mail to 0.example.com is held since ")
    assert faults[-1] == "Mail to 3 more domains is held: see the Outbox page."


@pytest.mark.usefixtures("keepers")
def test_the_shell_says_it_for_one_query() -> None:
    client = Client()
    client.force_login(make_user("Tom", "Responder"))
    overdue_timer(make_user())

    page = client.get("/portal/")

    assert "Timers ring late, the oldest by 5 min." in page.content.decode()


def test_looking_reads_no_table_that_grows_from_end_to_end() -> None:
    wanted: dict[str, Any] = {
        "at": timezone.now(),
        "lately": timezone.now(),
        "lanes": ["urgent"],
        "most": 9,
        "named": 9,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {LOOK}", wanted)
        plan = "\n".join(row[0] for row in cursor.fetchall())

    for table in ("clock_timer", "post_delivery", "post_message"):
        assert f"Seq Scan on {table}" not in plan
        assert f"on {table}" in plan


class Listener:
    """Counts calls of the heartbeat address."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
        self.calls = 0
        settings.HEARTBEAT_URL = "http://127.0.0.1:1/alive"
        monkeypatch.setattr("portal.checks.tasks.call", self._count)

    def _count(self, url: str) -> bool:
        self.calls += 1
        return True


@pytest.mark.usefixtures("keepers")
def test_the_outside_hears_of_us_only_while_all_is_well(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    outside = Listener(monkeypatch, settings)
    heartbeat()
    assert outside.calls == 1

    overdue_timer(make_user())
    heartbeat()

    assert outside.calls == 1


@pytest.fixture
def hanging_database(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database's address accepts connections and never answers."""
    wanted = connections["default"].settings_dict
    before = {name: wanted[name] for name in ("HOST", "PORT")}
    with socket.create_server(("127.0.0.1", 0), backlog=50) as silent, django_db_blocker.unblock():
        wanted.update(HOST="127.0.0.1", PORT=silent.getsockname()[1])
        yield
        wanted.update(before)


@pytest.mark.usefixtures("hanging_database")
@pytest.mark.parametrize("path", ["/readyz", "/healthz"])
def test_a_hanging_database_is_said_within_a_second(path: str) -> None:
    client = Client()
    client.cookies["session"] = "a" * 32

    began = time.monotonic()
    answers = [client.get(path).status_code for _ in range(6)]
    took = time.monotonic() - began

    assert set(answers) == ({503} if path == "/readyz" else {200})
    assert took < 6


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("SECRET_KEY_IS_DEFAULT", True, "allclear.E001"),
        ("ALLOWED_HOSTS", ["*"], "allclear.E002"),
        ("DEBUG", True, "allclear.E003"),
        ("DEMO", True, "allclear.E004"),
        ("SITE_URL", "http://status.example.com", "allclear.E005"),
        ("SECRET_KEY", "k3y-" * 20, "allclear.E007"),
        ("SECRET_KEY", "too-short-but-random-Zq81", "allclear.E007"),
        ("SECRET_KEY_FALLBACKS", ["old"], "allclear.E007"),
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
