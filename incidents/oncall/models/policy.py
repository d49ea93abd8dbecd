"""Who is paged, after how long."""

from django.contrib.auth.models import Group
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from simple_history.models import HistoricalRecords

from incidents.catalog.models import Team
from incidents.oncall.models.rotation import Rotation
from portal.people.models import User

MOST_REPEATS = 9


class EscalationPolicy(models.Model):
    """A ladder of steps. The one without a team is for everything no team's policy is for."""

    name = models.CharField(max_length=80, unique=True)
    team = models.OneToOneField(
        Team,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="escalation_policy",
        help_text="For services of this team; empty: for everything else.",
    )
    repeats = models.PositiveSmallIntegerField(
        "climbed again",
        default=0,
        db_default=0,
        validators=[MaxValueValidator(MOST_REPEATS)],
        help_text="How often the ladder begins anew before the managers are called.",
    )
    remind_minutes = models.PositiveSmallIntegerField(
        "ask again after",
        default=30,
        db_default=30,
        help_text="Minutes of silence in the room after which somebody who acknowledged is "
        "asked whether they are still on it; 0: never.",
    )
    history = HistoricalRecords()

    objects: "models.Manager[EscalationPolicy]" = models.Manager()

    class Meta:
        verbose_name_plural = "escalation policies"
        constraints = (
            models.UniqueConstraint(
                models.Value(1),
                condition=models.Q(team=None),
                name="there_is_one_general_escalation_policy",
            ),
        )

    def __str__(self) -> str:
        return self.name


class EscalationStep(models.Model):
    """One target on a rung: a rotation's person on call, a named person, or everyone of a
    group. Targets of one position stand on one rung and are called together."""

    policy = models.ForeignKey(EscalationPolicy, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(
        "rung", default=1, help_text="The same number twice: both are called together."
    )
    rotation = models.ForeignKey(
        Rotation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        limit_choices_to={"retired_at": None},
    )
    person = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT)
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT)
    wait_minutes = models.PositiveSmallIntegerField(
        "wait",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Minutes until the next rung; empty: the severity's time to acknowledge.",
    )
    up_to_level = models.PositiveSmallIntegerField(
        "only from",
        null=True,
        blank=True,
        choices=[(level, f"SEV{level} and worse") for level in (0, 1, 2)],
        help_text="Empty: for every severity.",
    )

    objects: "models.Manager[EscalationStep]" = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("policy", "position", "rotation", "person", "group"),
                nulls_distinct=False,
                name="target_stands_on_a_rung_once",
            ),
            models.CheckConstraint(
                condition=models.Q(rotation__isnull=False, person=None, group=None)
                | models.Q(rotation=None, person__isnull=False, group=None)
                | models.Q(rotation=None, person=None, group__isnull=False),
                name="step_names_one_target",
            ),
            models.CheckConstraint(
                condition=models.Q(wait_minutes=None) | models.Q(wait_minutes__gte=1),
                name="rung_waits_a_minute_or_more",
            ),
        )

    def __str__(self) -> str:
        return f"{self.position}. {self.target}"

    @property
    def target(self) -> str:
        return str(self.rotation or self.person or self.group)

    def is_for(self, level: int) -> bool:
        return self.up_to_level is None or level <= self.up_to_level
