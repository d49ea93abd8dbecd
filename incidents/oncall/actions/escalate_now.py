"""More people, now: asking early is good command."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.actions.climb_escalation import climb_escalation
from incidents.oncall.actions.page_person import CannotPage
from incidents.oncall.actions.start_escalation import start_escalation
from incidents.oncall.models import Escalation, EscalationState, Page
from incidents.oncall.paging.climbing import NOBODY_LEFT, page_rung
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind
from portal.clock import clock
from portal.people.models import User


@transaction.atomic
def escalate_now(*, incident: Incident, by: User | None, at: datetime) -> list[Page]:
    """Go to the next rung without waiting; the pages of whoever is called by it. Raises
    CannotPage when everybody was asked already."""
    locked = lock_incident(incident=incident)
    if locked.has_ended:
        raise CannotPage(f"{locked.reference} has ended; nobody needs to come.")
    if by is not None:
        body = "Escalated by hand."
        add_entry(incident=locked, kind=EntryKind.ESCALATION, body=body, by=by, at=at)
    newest = Escalation.objects.filter(incident=locked).newest_first().first()
    if newest is None:
        start_escalation(incident=locked, by=by, at=at)
    elif newest.state == EscalationState.CLIMBING:
        climb_escalation(escalation=newest, at=at)
    elif newest.rung < len(newest.ladder):
        _resume(newest, at=at)
    called = Page.objects.filter(incident=locked, called_at=at).select_related("person")
    pages = list(called.waiting().in_order())
    if not pages:
        raise CannotPage("Everybody on the ladder was asked already: page somebody by name.")
    return pages


def _resume(escalation: Escalation, *, at: datetime) -> None:
    """From where somebody's answer had ended it."""
    clock.cancel(NOBODY_LEFT, about=escalation)
    escalation.state, escalation.ended_at = EscalationState.CLIMBING, None
    escalation.rung += 1
    escalation.save(update_fields=["state", "ended_at", "rung"])
    page_rung(escalation, at=at)
