"""Yes, still on it."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.models import Page, PageState
from incidents.oncall.paging.answering import GIVEN_UP, AlreadyAnswered, remind_later
from incidents.oncall.paging.calling import stop_calling
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models.entry import EntryKind
from portal.clock import clock
from portal.people.models import User


@transaction.atomic
def say_still_on_it(*, page: Page, by: User | None, at: datetime, via: str) -> Page:
    """Keep the ladder where it is and ask later again. Raises AlreadyAnswered for a page that
    was not acknowledged, or where nobody asks."""
    incident = lock_incident(incident=page.incident)
    page = Page.objects.select_for_update().get(pk=page.pk)
    if page.state != PageState.ACKNOWLEDGED or page.reminded_at is None:
        raise AlreadyAnswered("Nobody asks any more: everything is as it was.")
    page.reminded_at, page.quiet_at = None, None
    page.save(update_fields=["reminded_at", "quiet_at"])
    clock.cancel(GIVEN_UP, about=page)
    stop_calling(page, why="Answered before it was sent.", at=at)
    add_entry(
        incident=incident,
        kind=EntryKind.ESCALATION,
        body=f"{page.person} is still on it.",
        by=page.person,
        at=at,
        data={"page": page.pk, "via": via},
    )
    remind_later(page, at=at)
    return page
