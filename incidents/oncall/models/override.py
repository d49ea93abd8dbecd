"""Exceptions from a rotation's rules."""

from datetime import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models

from incidents.oncall.models.rotation import Rotation
from incidents.oncall.models.shift import span
from portal.people.models import User


class OverrideQuerySet(models.QuerySet["Override"]):
    def standing(self) -> "OverrideQuerySet":
        return self.filter(cancelled_at=None)

    def between(self, start: datetime, end: datetime) -> "OverrideQuerySet":
        return self.filter(starts_at__lt=end, ends_at__gt=start)

    def in_order(self) -> "OverrideQuerySet":
        return self.select_related("rotation", "person", "made_by").order_by("starts_at", "pk")


class Override(models.Model):
    """Somebody stands in for a while; nobody is needed when `person` is None."""

    rotation = models.ForeignKey(Rotation, on_delete=models.CASCADE, related_name="overrides")
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=160, blank=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True)

    objects = OverrideQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="override_ends_after_it_begins",
            ),
            ExclusionConstraint(
                name="rotation_has_one_override_at_an_instant",
                expressions=[("rotation", RangeOperators.EQUAL), (span(), RangeOperators.OVERLAPS)],
                condition=models.Q(cancelled_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.person or 'Nobody'} for {self.rotation}"


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def ahead(self, *, at: datetime) -> "AbsenceQuerySet":
        return self.filter(ends_at__gt=at).select_related("person").order_by("starts_at", "pk")


class Absence(models.Model):
    """A person is away. Their duties go to the backup; without one a gap shows, and somebody
    is asked."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.CharField(max_length=120, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="absence_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} is away"
