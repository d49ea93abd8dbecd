"""An advisor's time is over."""

from datetime import datetime

from django.db import transaction

from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Advisor
from incidents.record.models.entry import EntryKind
from portal.clock import clock
from portal.people.models import User


@transaction.atomic
def end_advice(*, advisor: Advisor, by: User | None, at: datetime) -> Advisor:
    """Once; who saw a private incident only as its advisor sees it no more."""
    locked = lock_incident(incident=advisor.incident)
    advisor.refresh_from_db()
    if advisor.ended_at is not None:
        return advisor
    advisor.ended_at = at
    advisor.save(update_fields=["ended_at"])
    if not advisor.was_member:
        locked.members.remove(advisor.person)
    add_entry(
        incident=locked,
        kind=EntryKind.ROLE,
        body=f"{advisor.person} advises no longer.",
        by=by,
        at=at,
    )
    clock.cancel("command.advisor_leaves", about=advisor)
    return advisor
