"""A process that serves the status page alone can reach nothing else."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django import Settings

from portal.clock import clock
from portal.post import post
from portal.post.drafts import Draft, Recipient
from portal.post.models import Delivery
from statuspage.links import confirm_url, leave_url
from statuspage.models import Page, Subscriber, Wish
from statuspage.public_role import PARTS, READS, WRITES
from tests.faults.ground import ground
from tests.faults.web import start_web, status
from tests.make_people import make_user
from tests.make_record import NOON, make_incident
from tests.make_statuspage import make_component, make_notice, make_subscriber
from tests.running import eventually

ROLE = "allclear_public"
FORM = {"email": "ana@example.com"}


@pytest.fixture
def _as_the_role(settings: Settings) -> Iterator[None]:
    """The database knows us by that role from here on, and the addresses are those of the face."""
    Page.objects.the_page()
    settings.ROOT_URLCONF = "portal.public_urls"
    settings.FACE = "public"
    alone = {"context_processors": ["django.template.context_processors.request"]}
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "OPTIONS": alone}]
    settings.MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
        call_command("grant_public_face", ROLE, verbosity=0)
        cursor.execute(f"SET ROLE {ROLE}")
        yield
        cursor.execute("RESET ROLE")


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def as_owner() -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


@pytest.mark.usefixtures("_as_the_role")
def test_somebody_subscribes() -> None:
    answer = Client().post("/subscribe/ask/", FORM)

    assert answer.status_code == 200
    assert Wish.objects.get().address == "ana@example.com"
    as_owner()
    clock.ring_due(at=timezone.now())
    assert Subscriber.objects.get().state == "pending"


@pytest.mark.usefixtures("_as_the_role")
def test_somebody_asks_for_their_link() -> None:
    answer = Client().post("/subscribe/link/", FORM)

    assert answer.status_code == 200
    assert Wish.objects.get().scope == {"manage": True}


def test_somebody_confirms_and_leaves(request: pytest.FixtureRequest) -> None:
    make_component("Checkout")
    subscriber = make_subscriber(state="pending", confirmed_at=None)
    draft = Draft(kind="statuspage.update", subject="Trouble", text="It is broken.", key="one")
    post.send(draft, to=[Recipient(address=subscriber.address)], at=NOON)
    request.getfixturevalue("_as_the_role")

    assert Client().post(path_of(confirm_url(subscriber))).status_code == 200
    assert Subscriber.objects.get().state == "active"
    assert Client().post(path_of(leave_url(subscriber.pk))).status_code == 200

    assert Subscriber.objects.get().state == "gone"
    as_owner()
    assert Delivery.objects.get().state == "suppressed"


TABLES = (
    "record_incident",
    "record_entry",
    "people_user",
    "people_apitoken",
    "django_session",
    "comms_update",
    "learning_postmortem",
    "alerts_alert",
    "post_message",
    "post_delivery",
    "clock_timer",
    "statuspage_uptimecorrection",
    "statuspage_noticetemplate",
    "mfa_authenticator",
)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.usefixtures("_as_the_role")
def test_the_database_shows_it_nothing_else(table: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"SELECT * FROM {table}")


def test_of_all_tables_it_reaches_only_those_named(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("_as_the_role")

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') "
            "AND relnamespace = 'public'::regnamespace "
            "AND has_any_column_privilege(oid, 'SELECT, INSERT, UPDATE')"
        )
        reached = {row[0] for row in cursor.fetchall()}

    assert reached == {*READS, *WRITES, *(table for table, _, _ in PARTS)}


@pytest.mark.usefixtures("_as_the_role")
def test_what_the_page_says_it_cannot_change() -> None:
    for table in READS:
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "path",
    [
        "/portal/",
        "/admin/",
        "/account/login/",
        "/members/",
        "/subscribe/manage/x/",
        "/v1/pages",
        "/in/alertmanager/",
    ],
)
@pytest.mark.usefixtures("_as_the_role")
def test_there_is_no_door_to_anything_else(path: str) -> None:
    assert Client(raise_request_exception=False).get(path).status_code == 404


def test_a_role_that_may_do_everything_is_refused() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE allclear_mighty SUPERUSER")

    with pytest.raises(CommandError, match="may do everything"):
        call_command("grant_public_face", "allclear_mighty")


def test_a_role_that_is_not_there_is_named() -> None:
    with pytest.raises(CommandError, match="There is no role allclear_nobody"):
        call_command("grant_public_face", "allclear_nobody")


@override_settings(FACE="public")
def test_an_address_that_is_not_published_is_404_and_publishes_nothing() -> None:
    assert Client().get("/").status_code == 404


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_a_real_process_serves_the_page_and_takes_subscriptions(tmp_path: Path) -> None:
    make_user()
    make_incident("Nobody outside knows")
    make_notice("Card payments fail")
    wanted = connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute(f"DROP ROLE IF EXISTS {ROLE}")
        cursor.execute(f"CREATE ROLE {ROLE} LOGIN")
    call_command("grant_public_face", ROLE, verbosity=0)
    try:
        with ground(tmp_path, ALLCLEAR_VAR=str(tmp_path / "var")) as place:
            publish(place.env)
            address = f"postgres://{ROLE}@/{wanted['HOST']}/{wanted['NAME']}"
            url, _ = start_web(place, ALLCLEAR_FACE="public", DATABASE_URL=address)
            assert status(f"{url}/") == 200
            assert status(f"{url}/portal/") == 404
            assert status(f"{url}/account/login/") == 404
            subscribed = subprocess.run(
                ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-d",
                 "email=ana@example.com", f"{url}/subscribe/ask/"],
                capture_output=True, text=True, check=True,
            )  # fmt: skip
            assert subscribed.stdout == "200"
            eventually(Wish.objects.exists, within=5, what="the wish")
            with (
                psycopg.connect(host=wanted["HOST"], dbname=wanted["NAME"], user=ROLE) as outside,
                pytest.raises(psycopg.errors.InsufficientPrivilege),
            ):
                outside.execute("SELECT title FROM record_incident")
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP OWNED BY {ROLE}")
            cursor.execute(f"DROP ROLE {ROLE}")


def publish(env: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "-c", PUBLISH], env={**os.environ, **env}, check=True, timeout=60
    )


PUBLISH = """
import os, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()
from statuspage.snapshot.publishing import publish_site
publish_site(anyway=True)
"""
