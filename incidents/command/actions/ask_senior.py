"""Somebody senior should take over: page them, without penalty for asking."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.actions.page_person import CannotPage, page_person
from incidents.oncall.models import Page
from incidents.oncall.paging.ladders import ladder_for
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from portal.people.models import User


@transaction.atomic
def ask_senior(*, incident: Incident, because: str, by: User | None, at: datetime) -> list[Page]:
    """Page the first rung of the escalation policy that holds somebody beyond who was paged
    already. Raises CannotPage when nobody is left."""
    locked = lock_incident(incident=incident)
    asked = set(Page.objects.filter(incident=locked).values_list("person_id", flat=True))
    if by is not None:
        asked.add(by.pk)
    _, rungs = ladder_for(locked, at=at)
    beyond = next((left for rung in rungs if (left := set(rung["people"]) - asked)), None)
    if beyond is None:
        raise CannotPage("Everybody of the escalation policy was asked already: page by name.")
    reason = f"Asked to take over: {because.strip() or 'support needs somebody senior.'}"
    return [
        page_person(incident=locked, person=person, reason=reason, by=by, at=at)
        for person in User.objects.active().filter(pk__in=beyond).order_by("pk")
    ]
