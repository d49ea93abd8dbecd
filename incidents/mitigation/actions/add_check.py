"""One more thing to look at."""

from datetime import datetime

from django.db import transaction

from incidents.mitigation.models import Check, CheckKind
from incidents.mitigation.refusals import CannotCheck
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind
from portal.people.models import User
from portal.web.lines import one_line


@transaction.atomic
def add_check(
    *,
    incident: Incident,
    kind: str,
    name: str,
    how: str = "",
    baseline: str = "",
    target: str = "",
    by: User | None,
    at: datetime,
) -> Check:
    """Plan a check by hand. Raises CannotCheck."""
    locked = lock_incident(incident=incident)
    if not locked.is_open:
        raise CannotCheck(f"{locked.reference} is no longer open: nothing is left to check.")
    name = one_line(name)
    if not name:
        raise CannotCheck("Say what is looked at, like orders per minute.")
    if Check.objects.filter(incident=locked, kind=kind, name=name).exists():
        raise CannotCheck(f"{CheckKind(kind).label}: {name} is on the list already. Observe it.")
    check = Check.objects.create(
        incident=locked,
        kind=CheckKind(kind),
        name=name,
        how=one_line(how),
        baseline=one_line(baseline),
        target=one_line(target),
        planned_at=at,
        planned_by=by,
    )
    wanted = f" Wanted: {check.target}." if check.target else ""
    add_entry(
        incident=locked,
        kind=EntryKind.NOTE,
        body=f"To be checked before this is over: {check}.{wanted}",
        by=by,
        at=at,
    )
    return check
