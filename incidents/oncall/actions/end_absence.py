"""Somebody is back, or stays."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.actions.override_duty import MANAGE
from incidents.oncall.actions.record_absence import CannotBeAway, rebuild_for
from incidents.oncall.models import Absence
from portal.people.actions.audit import audit
from portal.people.models import User


@transaction.atomic
def end_absence(*, absence: Absence, by: User, at: datetime) -> None:
    """What lies behind stays written; one that has not begun is taken back."""
    locked = Absence.objects.select_for_update().filter(pk=absence.pk).first()
    if locked is None or locked.ends_at <= at:
        return
    if locked.person != by and not by.has_perm(MANAGE):
        raise CannotBeAway("Only they, or a commander, can say when they are back.")
    subject, name = f"oncall.absence:{locked.pk}", str(locked)
    if locked.starts_at < at:
        locked.ends_at = at
        locked.save()
    else:
        locked.delete()
    rebuild_for(locked.person, at=at)
    audit(by=by, at=at, verb="ended", subject=subject, subject_name=name)
