"""Who is on call."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Prefetch
from simple_history.models import HistoricalRecords

from incidents.catalog.models import Team
from incidents.oncall.turns import Turns
from portal.people.models import User


def known_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(f"{name} is no time zone. Use a name like Europe/Berlin.")


@dataclass(frozen=True)
class OnCall:
    """One person's duty from one moment to another; nobody when `person` is None."""

    rotation: "Rotation"
    person: User | None
    starts_at: datetime
    ends_at: datetime
    override: bool = False


class RotationQuerySet(models.QuerySet["Rotation"]):
    def named(self) -> "RotationQuerySet":
        members = RotationMember.objects.select_related("person")
        return self.order_by("position", "name").prefetch_related(Prefetch("members", members))

    def with_duty(self, *, since: datetime) -> "RotationQuerySet":
        """Named, with all it takes to say who has the duty from then on."""
        overrides = Override.objects.filter(ends_at__gt=since).select_related("person")
        return self.named().prefetch_related(Prefetch("overrides", overrides))


class Rotation(models.Model):
    """People taking turns, handing over at a local time. Overrides replace a turn."""

    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=1)
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="rotations"
    )
    time_zone = models.CharField(max_length=64, default="UTC", validators=[known_zone])
    handover_time = models.TimeField(default=time(9))
    length_days = models.PositiveSmallIntegerField(default=7)
    starts_on = models.DateField()
    commands = models.BooleanField(
        default=False, help_text="These people are paged as incident commanders."
    )
    history = HistoricalRecords()

    objects = RotationQuerySet.as_manager()

    class Meta:
        permissions = (
            ("page_people", "May page people"),
            ("manage_rotations", "May change who is on call"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(length_days__gte=1), name="turn_lasts_a_day_or_more"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def turns(self) -> Turns:
        return Turns(ZoneInfo(self.time_zone), self.starts_on, self.handover_time, self.length_days)

    def people(self) -> list[User]:
        members = sorted(self.members.all(), key=lambda one: (one.position, one.pk))
        return [one.person for one in members if one.person.is_active]

    def on_call(self, *, at: datetime) -> OnCall:
        """Who has the duty at an instant."""
        standing_in = (one for one in self.overrides.all() if one.starts_at <= at < one.ends_at)
        override = max(standing_in, key=lambda one: one.pk, default=None)
        number = self.turns.at(at)
        begins, ends = self.turns.begins(number), self.turns.begins(number + 1)
        if override is not None:
            return OnCall(self, override.person, override.starts_at, override.ends_at, True)
        people = self.people()
        person = people[number % len(people)] if people and number >= 0 else None
        return OnCall(self, person, begins, ends)

    def shifts(self, start: datetime, end: datetime) -> list[OnCall]:
        """Duties over a span, overrides applied, in order, without gap or overlap."""
        edges = {start, end}
        for _, begins, ends in self.turns.between(start, end):
            edges |= {begins, ends}
        for override in self.overrides.all():
            if override.starts_at < end and override.ends_at > start:
                edges |= {override.starts_at, override.ends_at}
        ordered = sorted(one.astimezone(UTC) for one in edges if start <= one <= end)
        pieces: list[OnCall] = []
        for begins, ends in pairwise(ordered):
            duty = self.on_call(at=begins)
            piece = OnCall(self, duty.person, begins, ends, duty.override)
            last = pieces[-1] if pieces else None
            if last and last.person == piece.person and last.override == piece.override:
                pieces[-1] = OnCall(self, last.person, last.starts_at, ends, last.override)
            else:
                pieces.append(piece)
        return pieces


class RotationMember(models.Model):
    """A person's place in a rotation."""

    rotation = models.ForeignKey(Rotation, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="rotation_places")
    position = models.PositiveSmallIntegerField(default=1)

    objects: "models.Manager[RotationMember]" = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("rotation", "person"), name="person_rotates_in_one_place"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} in {self.rotation}"


class Override(models.Model):
    """Somebody stands in for a while."""

    rotation = models.ForeignKey(Rotation, on_delete=models.CASCADE, related_name="overrides")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=160, blank=True)

    objects: "models.Manager[Override]" = models.Manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="override_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} for {self.rotation}"
