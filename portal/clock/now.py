"""The one clock all machines share: the database's."""

from datetime import datetime
from typing import cast

from django.db import connection


def database_now() -> datetime:
    """The database server's wall clock, aware; leases and due times are judged by it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cast(datetime, cursor.fetchone()[0])
