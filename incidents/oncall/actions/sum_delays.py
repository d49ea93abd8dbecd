"""The incident works again: say how long others were waited for."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.requests.lost_time import lost_on
from incidents.record.actions.add_entry import add_entry
from incidents.record.models import Entry, Incident
from incidents.record.models.entry import EntryKind


@transaction.atomic
def sum_delays(*, incident: Incident, at: datetime) -> Entry | None:
    """One line on the timeline, from which the postmortem is drawn; none where nothing was lost."""
    lost = lost_on(incident, at=at)
    if not lost.minutes:
        return None
    return add_entry(
        incident=incident,
        kind=EntryKind.EVIDENCE,
        body=f"{lost.minutes} min were lost while waiting for others. {lost.words}. "
        "What ran side by side counts once in the sum.",
        by=None,
        at=at,
        key=f"lost:{lost.minutes}:{lost.words}",
    )
