"""What was backed up comes back whole: page, people, chains; and mails nobody anew."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest
from django.db import connection

from portal.people.demo import PASSWORD
from tests.migrated import PRISTINE
from tests.running import ROOT, eventually, running_allclear

pytestmark = [pytest.mark.processes, pytest.mark.django_db(databases=[])]


@dataclass
class Place:
    """One database and one folder, as one installation has them."""

    name: str
    var: Path

    @property
    def url(self) -> str:
        wanted = connection.settings_dict
        return f"postgres://{wanted['USER']}@/{wanted['HOST']}/{self.name}"

    @property
    def address(self) -> str:
        wanted = connection.settings_dict
        return f"host={wanted['HOST']} user={wanted['USER']} dbname={self.name}"

    def manage(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        env = {
            **os.environ,
            "DATABASE_URL": self.url,
            "ALLCLEAR_VAR": str(self.var),
            "ALLCLEAR_DEMO": "1",
            "CELERY_BROKER_URL": "redis://127.0.0.1:1/0",
        }
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )

    def do(self, *arguments: str) -> str:
        done = self.manage(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refuse(self, *arguments: str) -> str:
        done = self.manage(*arguments)
        assert done.returncode == 1, done.stdout
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
        return done.stderr

    def waiting(self) -> int:
        with psycopg.connect(self.address) as line:
            found = line.execute("SELECT count(*) FROM post_delivery WHERE state = 'pending'")
            return int((found.fetchone() or (0,))[0])

    def facts(self) -> list[tuple[object, ...]]:
        with psycopg.connect(self.address) as line:
            return line.execute(
                "SELECT (SELECT count(*) FROM people_user), (SELECT count(*) FROM record_entry),"
                " (SELECT count(*) FROM post_delivery), (SELECT max(hash) FROM people_auditentry)"
            ).fetchall()


@pytest.fixture
def places(tmp_path: Path) -> Iterator[tuple[Place, Place]]:
    both = Place("lived_in", tmp_path / "lived"), Place("anew", tmp_path / "anew")
    wanted = connection.settings_dict
    server = f"host={wanted['HOST']} user={wanted['USER']} dbname=postgres"
    with psycopg.connect(server, autocommit=True) as admin:
        for place in both:
            admin.execute(f"CREATE DATABASE {place.name}")
        yield both
        for place in both:
            admin.execute(f"DROP DATABASE {place.name} WITH (FORCE)")


def migrate(place: Place) -> None:
    """From what has been migrated before, where the tests' own server keeps it."""
    wanted = connection.settings_dict
    server = f"host={wanted['HOST']} user={wanted['USER']} dbname=postgres"
    with psycopg.connect(server, autocommit=True) as admin:
        if admin.execute("SELECT FROM pg_database WHERE datname = %s", [PRISTINE]).fetchone():
            admin.execute(f"DROP DATABASE {place.name} WITH (FORCE)")
            admin.execute(f"CREATE DATABASE {place.name} TEMPLATE {PRISTINE}")
    place.do("migrate", "-v", "0")


def owe_mail(place: Place) -> None:
    """Mail and timers that are due the moment somebody looks."""
    with psycopg.connect(place.address, autocommit=True) as line:
        line.execute(
            "UPDATE post_delivery SET state = 'pending', sent_at = NULL, not_before = now(),"
            " tries = 0 WHERE id IN (SELECT id FROM post_delivery ORDER BY id LIMIT 5)"
        )


def it_lives(place: Place, backup: Path, *, owed: int) -> None:
    """Page and sign-in work right away; no mail leaves."""
    (place.var / "demo-filled").touch()
    with running_allclear(place.var, DATABASE_URL=place.url) as allclear:
        with urllib.request.urlopen(allclear.url + "/") as answer:
            shown = answer.read()
        assert shown == (backup / "public" / "index.html").read_bytes()
        jar = CookieJar()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        browser.open(allclear.url + "/account/login/").close()
        token = next(cookie.value for cookie in jar if cookie.name == "csrf")
        form = {
            "login": "priya@northwind.example",
            "password": PASSWORD,
            "csrfmiddlewaretoken": token or "",
        }
        browser.open(allclear.url + "/account/login/", urlencode(form).encode()).close()
        with browser.open(allclear.url + "/portal/incidents/") as answer:
            assert b"INC-" in answer.read()

        with psycopg.connect(place.address, autocommit=True) as line:

            def keeper_came_round() -> bool:
                found = line.execute(
                    "SELECT count(*) FROM clock_pulse WHERE at > now() - interval '2 seconds'"
                    " AND name = 'timekeeper'"
                ).fetchone()
                return found == (1,)

            eventually(keeper_came_round, within=30, what="the timekeeper")
        assert place.waiting() == owed
        assert not list((place.var / "mail").glob("*.eml"))


def test_a_backup_comes_back_whole(places: tuple[Place, Place], tmp_path: Path) -> None:
    lived, anew = places
    backup = tmp_path / "backup"
    migrate(lived)
    lived.do("demo")
    owe_mail(lived)
    before, owed = lived.facts(), lived.waiting()
    assert owed >= 5

    lived.do("backup", str(backup))

    assert backup.stat().st_mode & 0o077 == 0
    assert (backup / "database.dump").stat().st_mode & 0o077 == 0
    assert "exists already" in lived.refuse("backup", str(backup))
    said = anew.do("restore", str(backup))
    assert "Every timeline and the audit log hold." in said
    assert "nothing is sent before `manage.py release_outbox`" in said
    assert anew.facts() == before
    it_lives(anew, backup, owed=owed)


def test_what_is_there_is_lost_only_on_demand(places: tuple[Place, Place], tmp_path: Path) -> None:
    lived, anew = places
    first, damaged, broken = (tmp_path / name for name in ("first", "damaged", "broken"))
    for place in places:
        migrate(place)
    with psycopg.connect(lived.address, autocommit=True) as line:
        line.execute("UPDATE catalog_severity SET definition = 'As it was'")
    lived.do("backup", str(first))

    assert "The database is not empty." in anew.refuse("restore", str(first))
    subprocess.run(["cp", "-r", first, damaged], check=True)
    dump = bytearray((damaged / "database.dump").read_bytes())
    dump[len(dump) // 2] ^= 1
    (damaged / "database.dump").write_bytes(dump)
    assert "is damaged: database.dump" in anew.refuse("restore", str(damaged), "--replace")
    # Damaged before its digest was taken: found by the program that reads it.
    subprocess.run(["cp", "-r", damaged, broken], check=True)
    manifest = json.loads((broken / "manifest.json").read_text())
    (broken / "database.dump").write_bytes(dump[: len(dump) // 2])
    digest = subprocess.run(
        ["sha256sum", broken / "database.dump"], check=True, capture_output=True, text=True
    ).stdout.split()[0]
    manifest["files"]["database.dump"] = digest
    (broken / "manifest.json").write_text(json.dumps(manifest))
    before = anew.facts()
    assert "Nothing was restored." in anew.refuse("restore", str(broken), "--replace")
    assert anew.facts() == before

    with psycopg.connect(anew.address, application_name="allclear"):
        assert "Stop it first." in anew.refuse("restore", str(first), "--replace")
    anew.do("restore", str(first), "--replace")
    with psycopg.connect(anew.address) as line:
        assert line.execute("SELECT DISTINCT definition FROM catalog_severity").fetchall() == [
            ("As it was",)
        ]
        schemas = line.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'before_restore'")
        assert schemas.fetchone() is None

    # And once more, from what was restored.
    anew.do("backup", str(tmp_path / "second"))
    anew.do("restore", str(tmp_path / "second"), "--replace")
