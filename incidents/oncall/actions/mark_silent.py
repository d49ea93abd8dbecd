"""Somebody does not answer, and no ladder notices."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.actions.follow_page import follow_page
from incidents.oncall.actions.page_person import CannotPage, page_person
from incidents.oncall.models import Page, PageState
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident, Role
from incidents.record.models.entry import EntryKind
from portal.people.groups import MANAGER
from portal.people.models import User


@transaction.atomic
def mark_silent(*, page: Page, at: datetime) -> None:
    """Write it down and page the managers, once: for somebody paged by name, and where nobody
    commands because of it. A request goes to its next contact instead. Of a ladder that
    somebody else answered, it is only written down."""
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
    if follow_page(page=page, at=at):
        return
    commandless = page.to_command and incident.holder_of(Role.COMMANDER) is None
    if page.escalation is not None and not commandless:
        return
    if not page.person.groups.filter(name=MANAGER).exists():
        _page_managers(incident, f"{page.person} does not answer", at=at)


def _page_managers(incident: Incident, reason: str, *, at: datetime) -> None:
    for manager in User.objects.active().in_group(MANAGER).named():
        if Page.objects.filter(incident=incident, person=manager).exists():
            continue
        try:
            page_person(incident=incident, person=manager, reason=reason, by=None, at=at)
        except CannotPage:
            continue
