"""Nobody speaks to the people who were promised a word: call a manager."""

from datetime import datetime

from django.db import transaction

from incidents.comms.actions.nudge_promise import duty_managers
from incidents.comms.models import Promise
from incidents.oncall.actions.page_person import page_person
from incidents.oncall.models import Page
from incidents.oncall.paging.ladders import managers_now
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models.entry import EntryKind


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
        for person in managers_now(at=at) or duty_managers()
    ]
    if not pages:
        body = "There is no manager or commander to page about the missing update."
        add_entry(incident=incident, kind=EntryKind.SYSTEM, body=body, by=None, at=at)
    return pages
