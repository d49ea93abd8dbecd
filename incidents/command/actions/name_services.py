"""It touches more, or less, than we thought."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from incidents.catalog.models import Service
from incidents.oncall.actions.widen_escalation import widen_escalation
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind
from portal.people.models import User


@transaction.atomic
def name_services(
    *, incident: Incident, services: Iterable[Service], by: User | None, at: datetime
) -> bool:
    """The services it touches from now on, with a line of what came and went; False when
    nothing changed. One of the critical path that came pages whom the policy wants for it."""
    locked = lock_incident(incident=incident)
    before, after = set(locked.services.all()), set(services)
    came, went = after - before, before - after
    if not came and not went:
        return False
    locked.services.set(after)
    parts = [f"{word}: {_names(these)}." for word, these in (("Also touched", came),
             ("Not touched after all", went)) if these]  # fmt: skip
    add_entry(
        incident=locked,
        kind=EntryKind.IMPACT,
        body=" ".join(parts),
        by=by,
        at=at,
        data={"services": sorted(one.pk for one in after)},
    )
    newly_critical = any(one.critical_path for one in came) and not any(
        one.critical_path for one in before
    )
    if newly_critical and locked.is_open:
        widen_escalation(incident=locked, by=by, at=at)
    return True


def _names(services: Iterable[Service]) -> str:
    return ", ".join(
        f"{one} (critical path)" if one.critical_path else str(one)
        for one in sorted(services, key=str)
    )
