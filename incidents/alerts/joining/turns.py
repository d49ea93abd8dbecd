"""Those who do the same thing take turns."""

from django.db import connection


def take_turn(name: str) -> None:
    """Wait until nobody else holds this turn, and hold it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
