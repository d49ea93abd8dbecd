"""What Prometheus reads: valid, bounded, without private words, for those who may."""

import io
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from portal.checks.gauges import MOST_COUNTED
from portal.checks.measures import measure
from portal.checks.models import Ended
from portal.clock import clock, pulse
from statuspage.snapshot.publishing import publish_site
from tests.make_people import make_user
from tests.make_post import MailSink, deliver_everything, make_message
from tests.make_statuspage import Visitor, make_notice

committed = pytest.mark.django_db(transaction=True)
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def samples(text: str) -> Samples:
    """Parsed by Prometheus' own client, which refuses what is not its format."""
    return {
        (one.name, frozenset(one.labels.items())): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


def value(found: Samples, name: str, **labels: str) -> float:
    return found[f"allclear_{name}", frozenset(labels.items())]


def scrape(**headers: str) -> Samples:
    answer = Client(headers={"host": "127.0.0.1", **headers}).get("/metrics")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    return samples(answer.content.decode())


@committed
def test_it_says_how_late_and_how_much() -> None:
    make_message("ana@example.com", "bo@example.com")
    clock.set("oncall.climb", about=make_user(), at=timezone.now() - timedelta(minutes=2))
    pulse.beat("worker", at=timezone.now() - timedelta(seconds=10))
    Ended.objects.add({("email", "sent"): 40, ("email", "parked"): 1})
    Ended.objects.add({("email", "sent"): 2})

    found = scrape()

    assert value(found, "database_up") == 1
    assert value(found, "outbox_depth", lane="updates") == 2
    assert value(found, "outbox_depth", lane="urgent") == 0
    assert value(found, "outbox_age_seconds", lane="updates") > 60
    assert 119 < value(found, "timer_lateness_seconds") < 150
    assert value(found, "timers", state="set") == 1
    assert value(found, "timers", state="parked") == 0
    assert 9 < value(found, "pulse_age_seconds", process="worker") < 40
    assert value(found, "deliveries_total", channel="email", outcome="sent") == 42
    assert value(found, "deliveries_total", channel="email", outcome="parked") == 1


def test_every_outcome_of_an_attempt_is_counted_once(settings: Settings) -> None:
    with MailSink() as sink:
        settings.EMAIL_URL = sink.url
        sink.answer = lambda address: "550 no such person" if "gone" in address else None
        make_message("ana@example.com", "bo@example.com", "gone@example.com")
        deliver_everything()
        deliver_everything()

    assert {(one.channel, one.outcome): one.number for one in Ended.objects.all()} == {
        ("email", "sent"): 2,
        ("email", "suppressed"): 1,
    }


@committed
def test_it_counts_answers_by_status_and_strangers_methods_as_one() -> None:
    before = scrape()
    Client().get("/no-such-page/")
    Client().generic("BREW", "/healthz")

    after = scrape()

    missed = ("allclear_requests_total", frozenset({("method", "GET"), ("status", "404")}))
    assert after[missed] == before.get(missed, 0) + 1
    assert value(after, "requests_total", method="OTHER", status="405") >= 1
    assert not any("BREW" in str(key) for key in after)


@committed
def test_the_front_counts_what_it_answers(settings: Settings, tmp_path: Path) -> None:
    settings.PUBLIC_DIR = tmp_path
    make_notice("A private word")
    publish_site()
    visitor = Visitor()
    before = scrape()

    etag = visitor.get("/").headers["ETag"]
    visitor.get("/", if_none_match=etag)
    visitor.get("/api/v2/nothing.json")
    visitor.get("/portal/")
    after = scrape()

    for outcome in ("ready", "unchanged", "unknown", "left"):
        grown = value(after, "front_answers_total", outcome=outcome)
        assert grown == value(before, "front_answers_total", outcome=outcome) + 1
    assert value(after, "snapshot_age_seconds") < 60
    assert "private word" not in str(after).lower()


def test_a_scrape_costs_few_queries_whatever_grows() -> None:
    with CaptureQueriesContext(connection) as asked:
        measure(at=timezone.now())

    assert len(asked) <= 13
    counting = [one["sql"] for one in asked if "COUNT(" in one["sql"].upper()]
    assert counting
    assert all("LIMIT" in sql for sql in counting)
    assert any(f"LIMIT {MOST_COUNTED}" in sql for sql in counting)


@committed
@pytest.mark.parametrize(
    "headers",
    [
        {"host": "testserver"},
        {"host": "127.0.0.1", "x-forwarded-for": "203.0.113.9"},
        {"host": "127.0.0.1", "x-real-ip": "203.0.113.9"},
        {"host": "127.0.0.1", "authorization": "Bearer ack_wrong", "via": "1.1 proxy"},
    ],
)
def test_nobody_reads_it_through_a_proxy_without_a_token(headers: dict[str, str]) -> None:
    answer = Client(headers=headers).get("/metrics")

    assert answer.status_code == 401
    assert b"allclear_" not in answer.content


@committed
@pytest.mark.parametrize(("scope", "status"), [("read_metrics", 200), ("read", 401)])
def test_a_token_opens_it_by_its_scope(scope: str, status: int) -> None:
    printed = io.StringIO()
    call_command(
        "issue_token", "Prometheus", "--owner", make_user().email, "--scope", scope, stdout=printed
    )
    raw = printed.getvalue().strip()
    client = Client(headers={"x-forwarded-for": "203.0.113.9", "authorization": f"Bearer {raw}"})

    assert client.get("/metrics").status_code == status


def test_processes_of_one_machine_are_summed(tmp_path: Path) -> None:
    count = (
        "from portal.checks.counters import *;"
        "front_ready(); request_answered(method='GET', status=200, seconds=0.2)"
    )
    tell = (
        "from prometheus_client import generate_latest;"
        "from portal.checks.counters import of_all_processes;"
        "print(generate_latest(of_all_processes()).decode())"
    )
    env = {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "metrics"), "PATH": ""}
    for program in (count, count, count):
        subprocess.run([sys.executable, "-c", program], env=env, check=True)

    told = subprocess.run(
        [sys.executable, "-c", tell], env=env, check=True, capture_output=True, text=True
    )

    found = samples(told.stdout)
    assert value(found, "front_answers_total", outcome="ready") == 3
    assert value(found, "requests_total", method="GET", status="200") == 3
    assert value(found, "request_seconds_count") == 3
