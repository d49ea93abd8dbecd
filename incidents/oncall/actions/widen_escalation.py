"""It got worse: more people come."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.actions.page_person import page_person
from incidents.oncall.models import Escalation, EscalationState, Page, PageState
from incidents.oncall.paging.climbing import end_climb, open_climb, page_rung
from incidents.oncall.paging.ladders import ladder_for, paged_at_once
from incidents.oncall.paging.triggers import trigger_of
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident, Kind
from portal.people.models import User


@transaction.atomic
def widen_escalation(*, incident: Incident, by: User | None, at: datetime) -> Escalation | None:
    """Climb the ladder of the new severity from its foot. Whoever came already is not paged
    again, and who has not answered yet stays paged; None where nobody else is needed."""
    locked = lock_incident(incident=incident)
    if locked.kind == Kind.NEAR_MISS or locked.has_ended:
        return None
    here = _people_of(locked, PageState.ACKNOWLEDGED)
    _, whole = ladder_for(locked, at=at)
    commanders, first = paged_at_once(whole)
    if not set(first) - here - _people_of(locked, PageState.SENT):
        _page_commanders(locked, set(commanders) - here, at=at)
        return None
    for climbing in Escalation.objects.climbing().filter(incident=locked):
        end_climb(climbing, EscalationState.STOPPED, at=at)
    escalation = open_climb(locked, trigger=trigger_of(locked), at=at, without=frozenset(here))
    _adopt_waiting(escalation)
    page_rung(escalation, at=at)
    return escalation


def _people_of(incident: Incident, state: PageState) -> set[int]:
    pages = Page.objects.filter(incident=incident, state=state)
    return set(pages.values_list("person_id", flat=True))


def _page_commanders(incident: Incident, commanders: set[int], *, at: datetime) -> None:
    """The others are paged already: only somebody to command is missing."""
    for person in User.objects.active().filter(pk__in=commanders).named():
        page_person(
            incident=incident,
            person=person,
            reason="Incident commander",
            by=None,
            at=at,
            to_command=True,
        )


def _adopt_waiting(escalation: Escalation) -> None:
    """Pages that wait for an answer go on with this climb, so that silence is noticed."""
    waiting = Page.objects.waiting().filter(incident=escalation.incident)
    for page in waiting.filter(escalation__isnull=False):
        page.escalation, page.rung, page.lap = escalation, escalation.rung, escalation.lap
        page.save(update_fields=["escalation", "rung", "lap"])
