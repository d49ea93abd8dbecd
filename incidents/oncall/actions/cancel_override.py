"""The rules hold again."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.actions.build_shifts import build_shifts
from incidents.oncall.actions.override_duty import MANAGE, CannotOverride
from incidents.oncall.models import Override, Rotation
from portal.people.actions.audit import audit
from portal.people.models import User


@transaction.atomic
def cancel_override(*, override: Override, by: User, at: datetime) -> Override:
    """One that has begun ends now, so that what was stays what it was. Ending it twice is the
    first ending. Everybody ends their own; others' who manages rotations."""
    Rotation.objects.select_for_update().get(pk=override.rotation_id)
    locked = Override.objects.select_for_update(of=("self",)).get(pk=override.pk)
    if by not in (locked.person, locked.made_by) and not by.has_perm(MANAGE):
        raise CannotOverride("Only who is placed, who placed them, or a commander ends it.")
    if locked.cancelled_at is not None or locked.ends_at <= at:
        return locked
    if locked.starts_at < at:
        locked.ends_at = at
    else:
        locked.cancelled_at, locked.cancelled_by = at, by
    locked.save()
    build_shifts(rotation=locked.rotation, at=at)
    audit(
        by=by,
        at=at,
        verb="ended",
        subject=f"oncall.override:{locked.pk}",
        subject_name=str(locked),
    )
    return locked
