"""Say how bad it is."""

from datetime import datetime
from typing import Any

from django.db import transaction

from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Impact, Incident
from incidents.record.models.entry import EntryKind
from incidents.record.models.impact import DataAtRisk
from portal.people.models import User


class NothingKnown(ValueError):
    """An impact without a single fact."""


@transaction.atomic
def record_impact(*, incident: Incident, by: User | None, at: datetime, **facts: Any) -> Impact:
    """Add the blast radius as known now; facts are Impact's fields."""
    locked = lock_incident(incident=incident)
    impact = Impact(incident=locked, by=by, at=at, **facts)
    impact.full_clean(exclude=["by"])
    sentence = _sentence(impact)
    if not sentence:
        raise NothingKnown("Give at least one fact: customers, share, revenue, data or a note.")
    impact.save(force_insert=True)
    add_entry(incident=locked, kind=EntryKind.IMPACT, body=sentence, by=by, at=at)
    return impact


def _sentence(impact: Impact) -> str:
    facts = []
    if impact.customers_affected is not None:
        facts.append(f"{impact.customers_affected:,} customers affected")
    if impact.share is not None:
        facts.append(f"{impact.share} % of customers")
    if impact.revenue_per_hour is not None:
        facts.append(f"${impact.revenue_per_hour:,} an hour at risk")
    if impact.data_at_risk != DataAtRisk.UNKNOWN:
        facts.append(f"data at risk: {impact.get_data_at_risk_display().lower()}")
    if impact.support_tickets is not None:
        facts.append(f"{impact.support_tickets:,} support tickets")
    if impact.regions:
        facts.append(f"in {impact.regions}")
    if impact.note:
        facts.append(impact.note)
    if not facts:
        return ""
    how = "measured" if impact.measured else "estimated"
    return f"{'; '.join(facts)} ({how})."
