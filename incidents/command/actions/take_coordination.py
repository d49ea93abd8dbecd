"""One person decides between incidents."""

from datetime import datetime

from django.db import connection, transaction

from incidents.command.models import Coordination
from portal.people.models import User


class MayNotCoordinate(ValueError):
    """Coordinating is for whoever may command."""


@transaction.atomic
def take_coordination(*, by: User, at: datetime) -> Coordination:
    """Take it, from whoever has it; taking it again changes nothing. Raises
    MayNotCoordinate."""
    if not by.has_perm("record.command_incident"):
        raise MayNotCoordinate("A commander or manager coordinates: ask one of them.")
    take_turn()
    held = Coordination.objects.live().select_for_update().first()
    if held is not None and held.person_id == by.pk:
        return held
    if held is not None:
        held.ended_at = max(at, held.began_at)
        held.save(update_fields=["ended_at"])
    return Coordination.objects.create(person=by, began_at=at)


def take_turn() -> None:
    """Two who take it at once take turns."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('coordination', 0))")
