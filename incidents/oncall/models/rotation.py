"""Whose turn it may be: the rules. Who is on call by them, `schedule.duties` says."""

from datetime import time
from zoneinfo import available_timezones

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from incidents.catalog.models import Team
from portal.people.models import User


def known_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(f"{name} is no time zone. Use a name like Europe/Berlin.")


def every_day() -> list[int]:
    return list(range(7))


class RotationQuerySet(models.QuerySet["Rotation"]):
    def in_use(self) -> "RotationQuerySet":
        return self.filter(retired_at=None)

    def named(self) -> "RotationQuerySet":
        return self.in_use().order_by("position", "name")


class Rotation(models.Model):
    """People taking turns, handing over at a local time. Layers stand above their order for
    some hours, overrides above those; the backup takes it where somebody is away. All of this
    is written down weeks ahead as shifts, which say who is called."""

    class Pattern(models.TextChoices):
        TURNS = "turns", "Take turns"
        SUN = "sun", "Follow the sun"

    class Backup(models.TextChoices):
        NONE = "none", "None"
        NEXT = "next", "The next in the same order"
        ROTATION = "rotation", "Another rotation"

    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=1)
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="rotations"
    )
    owners: "models.ManyToManyField[User, models.Model]" = models.ManyToManyField(
        User,
        blank=True,
        related_name="owned_rotations",
        help_text="They are told of gaps ahead and of every hand-over.",
    )
    pattern = models.CharField(
        max_length=8,
        choices=Pattern,
        default=Pattern.TURNS,
        db_default=Pattern.TURNS,
        help_text="Following the sun, each member covers the hours given with the name.",
    )
    time_zone = models.CharField(max_length=64, default="UTC", validators=[known_zone])
    handover_time = models.TimeField(default=time(9), help_text="On the clock of its zone.")
    length_days = models.PositiveSmallIntegerField(
        default=7, help_text="Days of a turn; whole weeks are counted by the calendar."
    )
    starts_on = models.DateField(help_text="The first turn; its weekday is that of hand-over.")
    covered_days = ArrayField(
        models.PositiveSmallIntegerField(),
        default=every_day,
        db_default=every_day(),
        help_text="0 is Monday. On other days no cover is expected.",
    )
    covered_from = models.TimeField(null=True, blank=True)
    covered_until = models.TimeField(null=True, blank=True)
    backup = models.CharField(
        max_length=8, choices=Backup, default=Backup.NONE, db_default=Backup.NONE
    )
    backup_rotation = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="backs_up"
    )
    most_days = models.PositiveSmallIntegerField(
        "most days in a row",
        default=7,
        db_default=7,
        help_text="Whoever has the duty longer is shown ahead of time.",
    )
    commands = models.BooleanField(
        default=False, help_text="These people are paged as incident commanders."
    )
    edition = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    retired_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Nobody is called by it any more."
    )
    history = HistoricalRecords(excluded_fields=["edition"])

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
            models.CheckConstraint(
                condition=models.Q(backup="rotation", backup_rotation__isnull=False)
                | (~models.Q(backup="rotation") & models.Q(backup_rotation=None)),
                name="rotation_backup_facts_agree",
            ),
            models.CheckConstraint(
                condition=~models.Q(backup_rotation=models.F("pk")),
                name="rotation_is_not_its_own_backup",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("oncall:rotation", args=[self.pk])

    def clean(self) -> None:
        if self.backup != self.Backup.ROTATION:
            self.backup_rotation = None
        elif self.backup_rotation_id is None:
            raise ValidationError({"backup_rotation": "Choose the rotation that is the backup."})
        elif self.backup_rotation_id == self.pk:
            raise ValidationError({"backup_rotation": "A rotation cannot be its own backup."})

    def people(self) -> list[User]:
        members = self.members.select_related("person").filter(person__is_active=True)
        return [one.person for one in members.order_by("position", "pk")]


class RotationMember(models.Model):
    """A person's place in a rotation; following the sun, with the hours they cover."""

    rotation = models.ForeignKey(Rotation, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="rotation_places")
    position = models.PositiveSmallIntegerField(default=1)
    time_zone = models.CharField(
        max_length=64, blank=True, default="", db_default="", validators=[known_zone]
    )
    hours_from = models.TimeField(null=True, blank=True)
    hours_until = models.TimeField(null=True, blank=True)

    objects: "models.Manager[RotationMember]" = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("rotation", "person"), name="person_rotates_in_one_place"
            ),
            models.CheckConstraint(
                condition=models.Q(hours_from=None, hours_until=None)
                | models.Q(hours_from__isnull=False, hours_until__isnull=False),
                name="member_hours_begin_and_end",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} in {self.rotation}"
