"""Do without a check, and answer for it."""

from datetime import datetime

from django.db import transaction

from incidents.mitigation.models import Check, CheckState
from incidents.mitigation.refusals import CannotCheck, OnlyTheCommander
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident, Role
from incidents.record.models.entry import EntryKind
from portal.people.models import User


@transaction.atomic
def waive_check(*, check: Check, reason: str, by: User, at: datetime) -> Check:
    """The incident's commander settles a check that nobody can make or that need not be made.

    Raises OnlyTheCommander or CannotCheck. What was observed before stays readable.
    """
    incident = lock_incident(incident=check.incident)
    check = Check.objects.select_for_update().get(pk=check.pk)
    _refuse_others(incident, by)
    if not incident.is_open:
        raise CannotCheck(f"{incident.reference} is no longer open: its checks are settled.")
    if not reason.strip():
        raise CannotCheck(f"Say why nobody needs to see “{check.name}” before this is over.")
    check.settle(CheckState.WAIVED, by=by, at=at, reason=reason.strip())
    check.save()
    add_entry(
        incident=incident,
        kind=EntryKind.DECISION,
        body=f"Waived the check {check}. {check.reason}",
        by=by,
        at=at,
        data={"check": check.pk, "state": check.state},
    )
    return check


def _refuse_others(incident: Incident, by: User) -> None:
    commander = incident.holder_of(Role.COMMANDER)
    if commander is not None and commander.pk != by.pk:
        raise OnlyTheCommander(
            f"Only {commander}, who commands, decides to do without a check. Ask them, or take "
            "command first."
        )
    if commander is None and not by.has_perm("record.command_incident"):
        raise OnlyTheCommander(
            "Nobody commands, and only a commander decides to do without a check. Page one."
        )
