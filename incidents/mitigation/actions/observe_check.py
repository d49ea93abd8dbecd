"""Look, and write down what was seen."""

from datetime import datetime

from django.db import transaction

from incidents.mitigation.models import Check, CheckState
from incidents.mitigation.refusals import CannotCheck
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models.entry import EntryKind
from portal.people.models import User


@transaction.atomic
def observe_check(
    *, check: Check, observed: str, passed: bool, by: User | None, at: datetime
) -> Check:
    """Record the observed value and whether it is what is wanted; what passed may fail at the
    next look, and the other way round. Raises CannotCheck."""
    incident = lock_incident(incident=check.incident)
    check = Check.objects.select_for_update().get(pk=check.pk)
    observed = observed.replace("\0", "").strip()
    if not incident.is_open:
        raise CannotCheck(
            f"{incident.reference} is {incident.get_state_display().lower()}: its checks are "
            "settled. If the trouble is back, open it again."
        )
    if not observed:
        raise CannotCheck("Write what you saw, with its unit: 99.6 %, or works at the first try.")
    check.settle(
        CheckState.PASSED if passed else CheckState.FAILED,
        observed=observed,
        by=by,
        at=at,
        reason="",
    )
    check.save()
    add_entry(
        incident=incident,
        kind=EntryKind.EVIDENCE,
        body=_sentence(check),
        by=by,
        at=at,
        data={"check": check.pk, "state": check.state},
    )
    return check


def _sentence(check: Check) -> str:
    wanted = f" Wanted: {check.target}." if check.target else ""
    verdict = "Passed" if check.state == CheckState.PASSED else "Not recovered"
    return f"{verdict}. {check}: {check.observed.rstrip('.')}.{wanted}"
