"""Slack handed over what somebody typed."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from incidents.desk.models import HeardCommand
from incidents.desk.models.slack import REMEMBERED_FOR
from portal.clock import clock


@transaction.atomic
def hear_command(*, trigger_id: str, act: Callable[[], str], at: datetime) -> str:
    """What `act` answers; the same trigger again is answered as before, and of two at once the
    second waits. What `act` raises undoes everything."""
    heard, new = HeardCommand.objects.get_or_create(trigger_id=trigger_id, defaults={"at": at})
    if not new:
        return heard.answer
    heard.answer = act()
    heard.save(update_fields=["answer"])
    clock.set(HeardCommand.FORGET, about=heard, at=at + REMEMBERED_FOR)
    return heard.answer
