"""It is worse, or better, than we thought."""

from datetime import datetime

from django.db import transaction

from incidents.command.actions.furnish_war_room import furnish_war_room
from incidents.command.actions.resolve_incident import needs_postmortem
from incidents.comms.actions.replan_promises import replan_promises
from incidents.learning.actions.open_postmortem import NobodyToOwnIt, open_postmortem
from incidents.learning.actions.replan_postmortem import replan_postmortem
from incidents.oncall.actions.widen_escalation import widen_escalation
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.change_level import change_level
from incidents.record.models import Incident, State
from incidents.record.models.entry import EntryKind
from portal.people.models import User


@transaction.atomic
def reclassify_incident(
    *,
    incident: Incident,
    level: int,
    reason: str,
    by: User | None,
    at: datetime,
    version: int | None = None,
) -> Incident:
    """Change severity and policy, and re-plan promises, paging and the postmortem.

    Raised, people are told and paged, and the war room is furnished, as the worse severity asks,
    never less than before. Lowered, what is promised and who is paged stays; only the next
    promises come later.
    """
    before = incident.level
    change_level(incident=incident, level=level, reason=reason, by=by, at=at, version=version)
    raised = level < before
    replan_promises(incident=incident, by=by, at=at, raised=raised)
    if raised and incident.is_open:
        widen_escalation(incident=incident, by=by, at=at)
        furnish_war_room(incident=incident, by=by, at=at)
    if raised:
        _owe_postmortem(incident, by=by, at=at)
    incident.refresh_from_db()
    return incident


def _owe_postmortem(incident: Incident, *, by: User | None, at: datetime) -> None:
    """One that is open is due sooner; one that is owed only now is opened."""
    replan_postmortem(incident=incident, by=by, at=at)
    if incident.state != State.MONITORING or not needs_postmortem(incident):
        return
    try:
        open_postmortem(incident=incident, by=by, at=at)
    except NobodyToOwnIt:
        add_entry(
            incident=incident,
            kind=EntryKind.SYSTEM,
            body="A postmortem is due and nobody can own it: name an owner.",
            by=None,
            at=at,
        )
