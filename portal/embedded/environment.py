"""Values of the environment that can be wrong: each refusal is one sentence."""

import os
import warnings
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured


def number(name: str, default: float) -> float:
    """A number that is not negative; raises ImproperlyConfigured for anything else."""
    given = os.environ.get(name, "").strip()
    try:
        value = float(given or default)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {given!r}: it must be a number.") from error
    if not 0 <= value < float("inf"):
        raise ImproperlyConfigured(f"{name} is {given!r}: it must be a number from 0 on.")
    return value


def database(url: str) -> dict[str, Any]:
    """Django's settings for ``postgres://…``; raises ImproperlyConfigured for other servers.
    The URL holds a password, so no refusal repeats it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found: dict[str, Any] = environ.Env.db_url_config(url)
        except ValueError as error:
            raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}.") from error
    if found.get("ENGINE") != "django.db.backends.postgresql" or not found.get("NAME"):
        raise ImproperlyConfigured(
            "DATABASE_URL must name a PostgreSQL database: postgres://user:password@host/name."
        )
    return found


def connection_options(given: dict[str, Any]) -> dict[str, Any]:
    """libpq's options: no statement, lock or forgotten transaction holds a process for ever,
    and a server that vanished without a word is noticed in about ten seconds.

    The limits are seconds, 0 for none; `manage.py up` and the units set them by process.
    """
    limits = {
        "statement_timeout": number("DATABASE_STATEMENT_TIMEOUT", 0),
        "idle_in_transaction_session_timeout": number("DATABASE_IDLE_TIMEOUT", 0),
    }
    words = [f"-c {name}={round(seconds * 1000)}" for name, seconds in limits.items() if seconds]
    return {
        "connect_timeout": 2,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
        **given,
        "application_name": "allclear",
        **({"options": " ".join([*filter(None, [given.get("options")]), *words])} if words else {}),
    }
