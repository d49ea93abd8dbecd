"""Turn an adapter off or on, or let a paused one go on."""

from datetime import datetime

from django.db import transaction

from incidents.command.models import Adapter, Errand, ErrandState
from portal.people.actions.audit import audit
from portal.people.models import User


@transaction.atomic
def switch_adapter(*, adapter: Adapter, on: bool, by: User, at: datetime) -> Adapter:
    """On, it is asked at once and hears of all that waited. Off, what waits is given up."""
    locked = Adapter.objects.select_for_update().get(pk=adapter.pk)
    locked.active = on
    locked.failures, locked.failing_since, locked.not_before = 0, None, None
    locked.paused_at, locked.paused_because = None, ""
    locked.save()
    waiting = Errand.objects.filter(adapter=locked, state=ErrandState.WAITING)
    if on:
        waiting.update(not_before=at)
    else:
        waiting.update(state=ErrandState.GIVEN_UP, ended_at=at, said="It was turned off.")
    audit(
        by=by,
        at=at,
        verb="turned on" if on else "turned off",
        subject=f"command.adapter:{locked.pk}",
        subject_name=str(locked),
    )
    return locked
