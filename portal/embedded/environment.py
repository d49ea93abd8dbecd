"""Values of the environment that can be wrong: each refusal is one sentence."""

import os
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from portal.embedded.pooled import Pooled

env = environ.Env()
_POOL = {"min_size": 1, "timeout": 2, "connection_class": Pooled}
EMBEDDED = {"ENGINE": "django.db.backends.postgresql", "NAME": "allclear", "USER": "allclear"}


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


def site(url: str) -> SplitResult:
    """The one address of this installation; raises ImproperlyConfigured for what is none."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ImproperlyConfigured(
            f"SITE_URL is {url!r}: it must be an address like https://status.example.com"
        )
    return parts


def database(url: str, *, embedded: Path) -> dict[str, Any]:
    """Django's settings of one database. Without an address, of the one `manage.py up` embeds,
    whose sockets are in that folder. A pool pays in the web server, which `up` gives one; a
    command wants its refusal at once."""
    found: dict[str, Any] = _addressed(url) if url else {**EMBEDDED, "HOST": str(embedded)}
    pool = int(number("DATABASE_POOL", 0))
    return {
        **found,
        "CONN_HEALTH_CHECKS": True,
        # A cursor of the server lives in a session, which pgbouncer gives to others meanwhile.
        "DISABLE_SERVER_SIDE_CURSORS": env.bool("PGBOUNCER", default=False),
        "OPTIONS": {
            **connection_options(found.get("OPTIONS", {})),
            **({"pool": _POOL | {"max_size": pool}} if pool else {}),
        },
    }


def _addressed(url: str) -> dict[str, Any]:
    """What stands in ``postgres://…``; raises ImproperlyConfigured for other servers.
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
