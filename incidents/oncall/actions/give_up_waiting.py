"""Who acknowledged is silent, also when asked: the ladder goes on."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.actions.escalate_now import escalate_now
from incidents.oncall.actions.page_person import CannotPage
from incidents.oncall.models import Page, PageState
from incidents.oncall.paging.answering import last_word_of, remind_later
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models.entry import EntryKind


@transaction.atomic
def give_up_waiting(*, page: Page, at: datetime) -> None:
    """Write it down and go to the next rung, unless somebody else is coming or climbing."""
    incident = lock_incident(incident=page.incident)
    page = Page.objects.select_for_update().get(pk=page.pk)
    if not incident.is_open or page.state != PageState.ACKNOWLEDGED or page.reminded_at is None:
        return
    spoke_at = last_word_of(page)
    if spoke_at is not None:
        page.reminded_at = None
        page.save(update_fields=["reminded_at"])
        remind_later(page, at=spoke_at)
        return
    page.quiet_at = at
    page.save(update_fields=["quiet_at"])
    add_entry(
        incident=incident,
        kind=EntryKind.ESCALATION,
        body=f"{page.person} acknowledged and has been silent here since. The ladder goes on.",
        by=None,
        at=at,
        data={"page": page.pk},
    )
    others = Page.objects.filter(incident=incident)
    if others.coming().filter(reminded_at=None).exists() or others.waiting().exists():
        return
    try:
        escalate_now(incident=incident, by=None, at=at)
    except CannotPage as refusal:
        add_entry(incident=incident, kind=EntryKind.ESCALATION, body=str(refusal), by=None, at=at)
