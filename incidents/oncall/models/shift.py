"""Duties, written down."""

from datetime import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Deferrable, Func

from incidents.oncall.models.rotation import Rotation
from portal.people.models import User


class DutyKind(models.TextChoices):
    TURN = "turn", "Turn"
    LAYER = "layer", "Layer"
    OVERRIDE = "override", "Override"
    BACKUP = "backup", "Backup"
    GAP = "gap", "Nobody"
    NO_COVER = "no_cover", "No cover"
    NOT_NEEDED = "not_needed", "Nobody needed"


NOBODY = (DutyKind.GAP, DutyKind.NO_COVER, DutyKind.NOT_NEEDED)


class Span(Func):
    """From a moment until before another, as a range of the database."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


def span() -> Span:
    return Span("starts_at", "ends_at", RangeBoundary())


class ShiftQuerySet(models.QuerySet["Shift"]):
    def at(self, moment: datetime) -> "ShiftQuerySet":
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)

    def between(self, start: datetime, end: datetime) -> "ShiftQuerySet":
        return self.filter(starts_at__lt=end, ends_at__gt=start)

    def gaps(self) -> "ShiftQuerySet":
        return self.filter(kind=DutyKind.GAP)

    def in_order(self) -> "ShiftQuerySet":
        return self.order_by("starts_at", "pk")

    def with_people(self) -> "ShiftQuerySet":
        return self.select_related("rotation", "person", "stands_for")


class Shift(models.Model):
    """Who has a rotation's duty, for a span. Rules are folded into these weeks ahead; one that
    has begun is history and is never rewritten, only cut short. Where nobody has it, the row
    says whether anybody should."""

    rotation = models.ForeignKey(Rotation, on_delete=models.CASCADE, related_name="shifts")
    person = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=DutyKind)
    stands_for = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    layer = models.CharField(max_length=80, blank=True)
    override = models.ForeignKey(
        "Override", null=True, on_delete=models.SET_NULL, related_name="shifts"
    )
    edition = models.PositiveIntegerField(help_text="Of the rotation, when this last changed.")
    written_at = models.DateTimeField()

    objects = ShiftQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("person", "ends_at"), name="shifts_of_person"),)
        constraints = (
            ExclusionConstraint(
                name="rotation_has_one_shift_at_an_instant",
                expressions=[("rotation", RangeOperators.EQUAL), (span(), RangeOperators.OVERLAPS)],
                deferrable=Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="shift_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=NOBODY, person=None)
                | (~models.Q(kind__in=NOBODY) & models.Q(person__isnull=False)),
                name="shift_person_facts_agree",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person or self.get_kind_display()} for {self.rotation}"
