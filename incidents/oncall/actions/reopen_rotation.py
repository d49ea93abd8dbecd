"""People take turns here again."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.actions.build_shifts import build_shifts
from incidents.oncall.models import Rotation
from portal.people.actions.audit import audit
from portal.people.models import User


@transaction.atomic
def reopen_rotation(*, rotation: Rotation, by: User, at: datetime) -> Rotation:
    """With the people and rules it had; from now on only."""
    locked = Rotation.objects.select_for_update(of=("self",)).get(pk=rotation.pk)
    if locked.retired_at is None:
        return locked
    locked.retired_at = None
    locked.save(update_fields=["retired_at"])
    build_shifts(rotation=locked, at=at, afresh=True)
    audit(
        by=by,
        at=at,
        verb="reopened",
        subject=f"oncall.rotation:{locked.pk}",
        subject_name=str(locked),
    )
    return locked
