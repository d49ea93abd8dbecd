"""Acknowledged, and then no word: are they still on it?"""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.oncall.models import Page, PageState
from incidents.oncall.paging.answering import GIVEN_UP, last_word_of, remind_after, remind_later
from incidents.oncall.paging.calling import ask_again
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models.entry import EntryKind
from portal.clock import clock


@transaction.atomic
def ask_still_on_it(*, page: Page, at: datetime) -> None:
    """Ask whoever has written nothing in the room since; who has is asked later."""
    incident = lock_incident(incident=page.incident)
    page = Page.objects.select_for_update().get(pk=page.pk)
    if not incident.is_open or page.state != PageState.ACKNOWLEDGED or page.quiet_at:
        return
    spoke_at = last_word_of(page)
    if spoke_at is not None and spoke_at + remind_after(page) > at:
        remind_later(page, at=spoke_at)
        return
    page.reminded_at = at
    page.save(update_fields=["reminded_at"])
    ask_again(page, at=at)
    add_entry(
        incident=incident,
        kind=EntryKind.ESCALATION,
        body=f"Asked {page.person}, who acknowledged and has written nothing here: still on it?",
        by=None,
        at=at,
        data={"page": page.pk},
    )
    wait = timedelta(minutes=incident.rules.acknowledge_minutes)
    clock.set(GIVEN_UP, about=page, at=at + wait)
