"""Nobody needs to decide between incidents any more."""

from datetime import datetime

from django.db import transaction

from incidents.command.actions.take_coordination import take_turn
from incidents.command.models import Coordination
from portal.people.models import User


@transaction.atomic
def leave_coordination(*, by: User, at: datetime) -> bool:
    """End one's own; False for who does not coordinate."""
    take_turn()
    held = Coordination.objects.live().filter(person=by)
    return held.update(ended_at=at) > 0
