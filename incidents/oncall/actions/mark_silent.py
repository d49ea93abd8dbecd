"""Somebody paged by hand does not answer."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.actions.page_person import CannotPage, page_person
from incidents.oncall.models import Page, PageState
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models.entry import EntryKind
from portal.people.groups import MANAGER
from portal.people.models import User


@transaction.atomic
def mark_silent(*, page: Page, at: datetime) -> None:
    """Write it down and page the managers, once."""
    incident = lock_incident(incident=page.incident)
    page = Page.objects.select_for_update().get(pk=page.pk)
    if page.state != PageState.SENT or incident.has_ended:
        return
    page.state = PageState.SILENT
    page.save(update_fields=["state"])
    add_entry(
        incident=incident,
        kind=EntryKind.ESCALATION,
        body=f"No answer from {page.person}.",
        by=None,
        at=at,
    )
    if page.person.groups.filter(name=MANAGER).exists():
        return
    for manager in User.objects.active().in_group(MANAGER).named():
        if Page.objects.filter(incident=incident, person=manager).exists():
            continue
        try:
            page_person(
                incident=incident,
                person=manager,
                reason=f"{page.person} does not answer",
                by=None,
                at=at,
            )
        except CannotPage:
            continue
