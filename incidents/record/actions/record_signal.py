"""A source of truth says something."""

from datetime import datetime

from django.db import transaction

from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident, Says, Signal, Source
from incidents.record.models.entry import EntryKind
from incidents.record.weighing import said
from portal.people.models import User
from portal.web.lines import one_line

MOST = 240


@transaction.atomic
def record_signal(
    *,
    incident: Incident,
    source: str,
    says: str,
    by: User | None,
    at: datetime,
    words: str = "",
    observed_at: datetime | None = None,
    lag_minutes: int = 0,
    integration: str = "",
) -> Signal:
    """Add what the source says now. A machine that repeats itself fills no timeline."""
    locked = lock_incident(incident=incident)
    before = Signal.objects.filter(incident=locked, source=source).newest_first().first()
    signal = Signal.objects.create(
        incident=locked,
        source=Source(source),
        says=Says(says),
        words=one_line(words)[:MOST],
        observed_at=min(observed_at or at, at),
        lag_minutes=lag_minutes,
        by=by,
        integration=integration,
        recorded_at=at,
    )
    repeated = (
        by is None
        and before is not None
        and (before.says, before.words) == (signal.says, signal.words)
    )
    if not repeated:
        behind = f", {lag_minutes} min behind" if lag_minutes else ""
        add_entry(
            incident=locked,
            kind=EntryKind.EVIDENCE,
            body=f"{said(signal)}{behind}.",
            by=by,
            at=at,
            occurred_at=signal.observed_at,
            data={"signal": signal.pk, "source": source},
        )
    return signal
