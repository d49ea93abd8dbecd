"""What is refused at start, in a sentence each."""

import os
import socket
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from psycopg.conninfo import make_conninfo

from portal.post.channels.mail_way import check_email_url

BROKERS = {"redis", "rediss", "redis+socket", "amqp", "amqps", "memory"}
DEFAULT_PORTS = {"redis": 6379, "rediss": 6379, "amqp": 5672, "amqps": 5671}


def check_addresses(bind: str) -> None:
    """Raises CommandError for an address that cannot be used, before anything starts."""
    host, _, port = bind.rpartition(":")
    if not host or not port.isdecimal():
        raise CommandError(f"BIND is {bind!r}: it must look like 127.0.0.1:8000.")
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            free.bind((host, int(port)))
        except OSError as error:
            raise CommandError(
                f"{bind} cannot be used ({error.strerror}). Stop what listens there, or set BIND."
            ) from error
    if settings.EMAIL_URL:
        try:
            check_email_url(settings.EMAIL_URL)
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
    if os.environ.get("DATABASE_URL"):
        _check_database()
    if os.environ.get("CELERY_BROKER_URL"):
        _check_broker(os.environ["CELERY_BROKER_URL"])


def _check_database() -> None:
    wanted = settings.DATABASES["default"]
    address = make_conninfo(
        host=wanted.get("HOST") or None,
        port=wanted.get("PORT") or None,
        dbname=wanted.get("NAME"),
        user=wanted.get("USER") or None,
        password=wanted.get("PASSWORD") or None,
        connect_timeout=5,
    )
    try:
        psycopg.connect(address).close()
    except psycopg.Error as error:
        first = str(error).strip().splitlines()[0]
        raise CommandError(f"DATABASE_URL cannot be used: {first}") from error


def _check_broker(url: str) -> None:
    """The address must make sense; a broker that is down is survived."""
    parts = urlsplit(url)
    if parts.scheme not in BROKERS:
        raise CommandError(
            f"CELERY_BROKER_URL is {url!r}: it must begin with redis://, rediss://, "
            "redis+socket:// or amqp://."
        )
    if parts.scheme in DEFAULT_PORTS and not parts.hostname:
        raise CommandError(f"CELERY_BROKER_URL is {url!r}: it names no host.")
