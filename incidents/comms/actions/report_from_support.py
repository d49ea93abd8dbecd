"""Support says what customers say."""

from datetime import datetime

from django.db import transaction

from incidents.comms.words import NothingToSend
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.actions.record_impact import record_impact
from incidents.record.actions.record_signal import record_signal
from incidents.record.models import Impact, Incident, Signal, Source
from portal.people.models import User

# What is known of the impact stays known when only tickets are counted anew.
KEPT = ("customers_affected", "share", "revenue_per_hour", "data_at_risk", "regions", "measured")


@transaction.atomic
def report_from_support(
    *,
    incident: Incident,
    says: str,
    by: User | None,
    at: datetime,
    tickets: int | None = None,
    quote: str = "",
) -> list[Signal]:
    """A count of tickets is a signal of support and part of the impact; a customer's own
    words are a signal of users. Raises NothingToSend where there is neither."""
    if tickets is None and not quote.strip():
        raise NothingToSend("Give the number of tickets, or what a customer said.")
    locked = lock_incident(incident=incident)
    signals = []
    if tickets is not None:
        words = f"{tickets:,} ticket{'' if tickets == 1 else 's'}"
        signals.append(
            record_signal(
                incident=locked, source=Source.SUPPORT, says=says, words=words, by=by, at=at
            )
        )
        _count(locked, tickets, by=by, at=at)
    if quote.strip():
        words = f"“{quote.strip()}”"
        signals.append(
            record_signal(
                incident=locked, source=Source.USERS, says=says, words=words, by=by, at=at
            )
        )
    return signals


def _count(incident: Incident, tickets: int, *, by: User | None, at: datetime) -> None:
    newest = Impact.objects.filter(incident=incident).newest_first().first()
    if newest is not None and newest.support_tickets == tickets:
        return
    known = {name: getattr(newest, name) for name in KEPT} if newest is not None else {}
    record_impact(incident=incident, by=by, at=at, support_tickets=tickets, **known)
