"""Nobody speaks to the people who were promised a word: call a manager."""

from datetime import datetime

from django.db import transaction

from incidents.comms.actions.nudge_promise import duty_managers
from incidents.comms.models import Promise
from incidents.oncall.actions.page_person import page_person
from incidents.oncall.models import Page
from incidents.oncall.paging.ladders import on_call_now
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models.entry import EntryKind
from portal.people.groups import MANAGER
from portal.people.models import User


@transaction.atomic
def page_duty_managers(*, promise: Promise, at: datetime) -> list[Page]:
    """Page the managers on duty about a promise in whose place there is silence, unless a
    person has spoken since. Where nobody can be paged the timeline says so."""
    incident = lock_incident(incident=promise.incident)
    promise.refresh_from_db()
    if not incident.is_open or not promise.is_silent:
        return []
    pages = [
        page_person(
            incident=incident,
            person=person,
            reason=f"Nobody has written to {promise.audience} since {promise.due_at:%H:%M} UTC",
            by=None,
            at=at,
        )
        for person in managers_on_duty(at=at)
    ]
    if not pages:
        body = "There is no manager or commander to page about the missing update."
        add_entry(incident=incident, kind=EntryKind.SYSTEM, body=body, by=None, at=at)
    return pages


def managers_on_duty(*, at: datetime) -> list[User]:
    """Managers whose turn it is in a rotation; where none has one, all of them."""
    on_call = {one.person.pk for one in on_call_now(at=at) if one.person is not None}
    on_duty = User.objects.active().in_group(MANAGER).filter(pk__in=on_call).named()
    return list(on_duty) or duty_managers()
