"""Somebody will be away."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from incidents.oncall.actions.build_shifts import build_shifts
from incidents.oncall.actions.override_duty import MANAGE
from incidents.oncall.models import Absence, Rotation
from portal.people.actions.audit import audit
from portal.people.models import User
from portal.web.lines import one_line

LONGEST = timedelta(days=370)


class CannotBeAway(ValueError):
    """The absence cannot be written down as asked; `field` is what to change."""

    def __init__(self, text: str, *, field: str = "") -> None:
        super().__init__(text)
        self.field = field


@transaction.atomic
def record_absence(
    *, person: User, starts_at: datetime, ends_at: datetime, note: str, by: User, at: datetime
) -> Absence:
    """Their duties of that time go to the backup, or show as a gap, at once. Everybody says
    it of themselves; of others who manages rotations."""
    if person != by and not by.has_perm(MANAGE):
        raise CannotBeAway("Only they, or a commander, can say when they are away.", field="person")
    starts_at = max(starts_at, at)
    if ends_at <= starts_at:
        raise CannotBeAway("It must end after it begins, and later than now.", field="ends_at")
    if ends_at - starts_at > LONGEST:
        raise CannotBeAway("More than a year: take them out of the rotation.", field="ends_at")
    absence = Absence.objects.create(
        person=person,
        starts_at=starts_at,
        ends_at=ends_at,
        note=one_line(note)[:120],
        made_by=by,
        made_at=at,
    )
    rebuild_for(person, at=at)
    audit(
        by=by,
        at=at,
        verb="recorded",
        subject=f"oncall.absence:{absence.pk}",
        subject_name=str(absence),
        after={"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()},
    )
    return absence


def rebuild_for(person: User, *, at: datetime) -> None:
    """Every rotation that could call them."""
    in_it = (
        Q(members__person=person)
        | Q(layers__members__person=person)
        | Q(overrides__person=person, overrides__ends_at__gt=at)
    )
    pks = Rotation.objects.filter(in_it).values_list("pk", flat=True).distinct()
    locked = Rotation.objects.select_for_update().filter(
        Q(pk__in=list(pks)) | Q(backup_rotation__in=list(pks))
    )
    for rotation in list(locked.order_by("pk")):
        build_shifts(rotation=rotation, at=at)
