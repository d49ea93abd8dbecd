"""A value that cannot be used is refused in one sentence, before anything starts."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from portal.embedded.environment import connection_options, database, number
from tests.running import ROOT

GOOD = {
    "SITE_URL": "https://status.example.com",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
}


def manage(tmp_path: Path, *arguments: str, **values: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**kept, "ALLCLEAR_VAR": str(tmp_path), **values},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DATABASE_URL", "mysql://root:hush@db/allclear", "must name a PostgreSQL database"),
        ("DATABASE_URL", "nonsense", "must name a PostgreSQL database"),
        ("DATABASE_URL", "postgres://u:hush@db:port/allclear", "DATABASE_URL cannot be read"),
        ("DATABASE_URL", "postgres://u:hush@127.0.0.1:1/allclear", "DATABASE_URL cannot be used"),
        ("SITE_URL", "status.example.com", "SITE_URL is 'status.example.com'"),
        ("DATABASE_POOL", "many", "DATABASE_POOL is 'many': it must be a number."),
        ("DATABASE_STATEMENT_TIMEOUT", "-5", "it must be a number from 0 on."),
        ("EMAIL_URL", "gopher://mail", "EMAIL_URL cannot be gopher"),
        ("CELERY_BROKER_URL", "http://broker", "CELERY_BROKER_URL is 'http://broker'"),
        ("BIND", "everywhere", "BIND is 'everywhere'"),
    ],
)
def test_up_says_what_is_wrong_without_a_traceback(
    tmp_path: Path, name: str, value: str, says: str
) -> None:
    done = manage(tmp_path, "up", **{name: value})

    assert done.returncode in {1, 2}
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "hush" not in done.stderr
    assert not (tmp_path / "postgres").exists()


def test_a_wrong_setting_ends_every_command_with_2(tmp_path: Path) -> None:
    done = manage(tmp_path, "migrate", DATABASE_URL="mysql://db/allclear")

    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_database_that_is_gone_is_one_sentence(tmp_path: Path) -> None:
    done = manage(tmp_path, "verify_audit", **GOOD)

    assert done.returncode == 2
    assert done.stderr.startswith("The database cannot be used: ")
    assert len(done.stderr.strip().splitlines()) == 1


def test_what_may_go_public_is_let_through(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", "--deploy", **GOOD)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("SECRET_KEY", "", "E001"),
        ("SECRET_KEY", "short", "E007"),
        ("SECRET_KEY_FALLBACKS", "a" * 60, "E007"),
        ("ALLOWED_HOSTS", "*", "E002"),
        ("DEBUG", "1", "E003"),
        ("ALLCLEAR_DEMO", "1", "E004"),
        ("SITE_URL", "http://status.example.com", "E005"),
        ("FAILPOINTS", "mail.after_250=kill9", "E006"),
    ],
)
def test_the_check_before_a_deploy_fails_on_each_danger(
    tmp_path: Path, name: str, value: str, code: str
) -> None:
    done = manage(tmp_path, "check", "--deploy", **{**GOOD, name: value})

    assert done.returncode != 0
    assert f"allclear.{code}" in done.stderr


def test_limits_reach_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_STATEMENT_TIMEOUT", "0.2")
    monkeypatch.setenv("DATABASE_IDLE_TIMEOUT", "30")
    wanted = connection.settings_dict
    options = connection_options({"options": "-c work_mem=8MB"})

    with psycopg.connect(
        host=wanted["HOST"], user=wanted["USER"], dbname=wanted["NAME"], **options
    ) as server:
        told = server.execute(
            "SELECT current_setting('work_mem'), "
            "current_setting('idle_in_transaction_session_timeout')"
        ).fetchone()
        with pytest.raises(psycopg.errors.QueryCanceled):
            server.execute("SELECT pg_sleep(5)")

    assert told == ("8MB", "30s")


def test_several_servers_may_be_named() -> None:
    address = "postgres://u:p@a:5432,b:5433/allclear?target_session_attrs=read-write"
    found = database(address, embedded=Path("unused"))

    assert (found["HOST"], found["PORT"]) == ("a,b", "5432,5433")
    assert connection_options(found["OPTIONS"])["target_session_attrs"] == "read-write"


def test_a_number_is_read_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert number("NOT_SET_AT_ALL", 7) == 7
    monkeypatch.setenv("A_NUMBER", "nan")
    with pytest.raises(ImproperlyConfigured):
        number("A_NUMBER", 1)


def test_a_canary_needs_an_address(tmp_path: Path) -> None:
    done = manage(tmp_path, "canary", **GOOD, EMAIL_URL="smtp://127.0.0.1:1")

    assert done.returncode != 0
    assert "Set CANARY_TO to an address of your own, or say --to." in done.stderr
