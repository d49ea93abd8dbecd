"""Lines on the timeline about a request."""

from datetime import datetime

from incidents.oncall.models import TeamEscalation
from incidents.record.actions.add_entry import add_entry
from incidents.record.models import Entry
from incidents.record.models.entry import EntryKind
from portal.people.models import User


def say(request: TeamEscalation, body: str, *, by: User | None, at: datetime) -> Entry:
    return add_entry(
        incident=request.incident,
        kind=EntryKind.ESCALATION,
        body=body,
        by=by,
        at=at,
        data={"team_escalation": request.pk},
    )
