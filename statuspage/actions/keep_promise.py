"""The promise shown on a notice."""

from datetime import datetime

from django.db import transaction

from portal.clock import clock
from statuspage.actions.touch_page import touch_page
from statuspage.models import Notice


@transaction.atomic
def set_promise(*, public_id: str, next_update_by: datetime | None, at: datetime) -> None:
    """Show another time for the next update, without a new word."""
    notice = Notice.objects.standing().unresolved().select_for_update().filter(public_id=public_id)
    for found in notice:
        found.next_update_by = next_update_by
        found.save(update_fields=["next_update_by"])
        if next_update_by:
            clock.set("statuspage.promise_passed", about=found, at=next_update_by)
        else:
            clock.cancel("statuspage.promise_passed", about=found)
        touch_page(at=at)


@transaction.atomic
def mark_late(*, public_id: str, at: datetime) -> None:
    """Render the page anew, so that it says an update is late."""
    if Notice.objects.standing().unresolved().filter(public_id=public_id).exists():
        touch_page(at=at)
