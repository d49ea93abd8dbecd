"""What every test shares."""

import os
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from pytest_django import DjangoDbBlocker

from tests.seeded import bring_the_seeds_back, keep_the_seeds


def pytest_configure() -> None:
    """Static files: no manifest and no whitenoise, which would triple the run. Passwords are
    hashed quickly, and no thread of a server keeps its connection."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0


# The suite says the same of the same code; `make faults` looks where nobody looked before.
hypothesis.settings.register_profile("suite", derandomize=True, database=None, print_blob=True)
hypothesis.settings.register_profile("search", print_blob=True)
hypothesis.settings.load_profile("search" if os.environ.get("FAULTS") == "whole" else "suite")


@pytest.fixture(autouse=True, scope="session")
def _seeds_come_back(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What Django empties and reads in again, table by table, after each test that commits
    is brought back at once."""
    with django_db_blocker.unblock():
        keep_the_seeds()
        connection.close()
    connection._test_serialized_contents = "[]"  # type: ignore[attr-defined]
    original = DatabaseOperations.execute_sql_flush

    def flush(self: Any, sql_list: list[str]) -> None:
        bring_the_seeds_back()

    DatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign,assignment]
    yield
    DatabaseOperations.execute_sql_flush = original  # type: ignore[method-assign]


@pytest.fixture(autouse=True, scope="session")
def _nobody_left_in_the_database(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A browser that hangs up leaves a thread of the server behind, and its connection with it:
    the database could not be dropped."""
    yield
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        connection.close()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test may use the database. Those that commit run last, and leave behind what
    migrations seeded."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker is None:
            item.add_marker(pytest.mark.django_db)
        elif marker.kwargs.get("transaction"):
            item.add_marker(
                pytest.mark.django_db(transaction=True, serialized_rollback=True), append=False
            )
