"""Minutes were lost, and somebody says why."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.oncall.models import Cause, Delay
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.masking import masked
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind
from portal.people.models import User
from portal.web.lines import one_line

LONGEST = 7 * 24 * 60


class NoDelay(ValueError):
    """A delay without its minutes or its reason."""


@transaction.atomic
def record_delay(
    *, incident: Incident, cause: str, minutes: int, note: str, by: User | None, at: datetime
) -> Delay:
    """Add a stretch that ends now. Raises NoDelay."""
    note = masked(one_line(note))[0][:240]
    if not 1 <= minutes <= LONGEST:
        raise NoDelay("Say how many minutes were lost, at least one.")
    if not note:
        raise NoDelay("Say what was waited for, like: no rights on the database.")
    locked = lock_incident(incident=incident)
    delay = Delay.objects.create(
        incident=locked,
        cause=Cause(cause),
        started_at=at - timedelta(minutes=minutes),
        ended_at=at,
        note=note,
        by=by,
        recorded_at=at,
    )
    add_entry(
        incident=locked,
        kind=EntryKind.NOTE,
        body=f"{minutes} min lost, {delay.get_cause_display().lower()}: {note}",
        by=by,
        at=at,
        data={"delay": delay.pk},
    )
    return delay
