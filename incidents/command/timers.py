"""What rings after resolution."""

from datetime import datetime

from incidents.record.actions.add_entry import add_entry
from incidents.record.models import State
from incidents.record.models.entry import EntryKind
from portal.clock import clock
from portal.clock.models import Timer


@clock.rings("command.watch_ends")
def watch_ends(timer: Timer, *, at: datetime) -> None:
    """Stable for a day: it can be closed."""
    incident = timer.about
    if incident.state == State.MONITORING:
        add_entry(
            incident=incident,
            kind=EntryKind.SYSTEM,
            body="The 24 h watch ended without a new failure. It can be closed.",
            by=None,
            at=at,
        )
