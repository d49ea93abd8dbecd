"""It failed again after a recovery: people are called anew."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.oncall.actions.start_escalation import start_escalation
from incidents.oncall.actions.stop_escalation import stop_escalation
from incidents.oncall.models import Escalation, EscalationState
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind


@transaction.atomic
def page_again(
    *, incident: Incident, why: str, at: datetime, recovered_at: datetime | None = None
) -> Escalation | None:
    """Page whoever is on call now, from the foot of the ladder.

    However many alerts tell of the same failure, people are called once: while a climb goes on,
    or where one began after `recovered_at`, nothing happens. Without `recovered_at`, one that
    began within the severity's time to acknowledge is taken for the same failure.
    """
    locked = lock_incident(incident=incident)
    newest = Escalation.objects.filter(incident=locked).newest_first().first()
    since = recovered_at or at - timedelta(minutes=locked.rules.acknowledge_minutes)
    if newest is not None and (
        newest.state == EscalationState.CLIMBING or newest.started_at >= since
    ):
        return newest
    if locked.has_ended:
        return None
    stop_escalation(incident=locked, by=None, at=at)
    body = f"Failing again after a recovery: {why.strip() or 'people are paged anew.'}"
    add_entry(incident=locked, kind=EntryKind.ESCALATION, body=body, by=None, at=at)
    return start_escalation(incident=locked, by=None, at=at)
