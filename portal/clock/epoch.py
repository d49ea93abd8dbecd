"""Is this the database that made these promises, or a copy of it?

A restored dump holds timers and mail that were due in a past already lived. Its tables are
new ones in another place, so that the mark set here no longer fits: then nothing rings and
nothing is sent until a person has looked.
"""

from django.db import connection

HERE = """(SELECT system_identifier FROM pg_control_system()) || ':' ||
    (SELECT oid FROM pg_database WHERE datname = current_database()) || ':' ||
    'clock_timer'::regclass::oid"""


def is_ours() -> bool:
    """Whether timers and mail of this database may go out; marks one that has no mark yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO clock_epoch (id, mark, set_at) SELECT 1, {HERE}, now() "  # noqa: S608
            "WHERE NOT EXISTS (SELECT 1 FROM clock_epoch) ON CONFLICT DO NOTHING"
        )
        cursor.execute(f"SELECT 1 FROM clock_epoch WHERE mark = {HERE}")  # noqa: S608
        return cursor.fetchone() is not None


def adopt() -> None:
    """A person has looked: this database goes on from here."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO clock_epoch (id, mark, set_at) VALUES (1, {HERE}, now()) "  # noqa: S608
            "ON CONFLICT (id) DO UPDATE SET mark = excluded.mark, set_at = excluded.set_at"
        )
