"""Who is paged, after how long."""

from django.contrib.auth.models import Group
from django.db import models
from simple_history.models import HistoricalRecords

from incidents.catalog.models import Team
from incidents.oncall.models.rotation import Rotation
from portal.people.models import User


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
    """One rung: a rotation's person on call, a named person, or everyone of a group."""

    policy = models.ForeignKey(EscalationPolicy, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(default=1)
    rotation = models.ForeignKey(Rotation, null=True, blank=True, on_delete=models.PROTECT)
    person = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT)
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT)

    objects: "models.Manager[EscalationStep]" = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("policy", "position"), name="step_has_its_place"),
            models.CheckConstraint(
                condition=models.Q(rotation__isnull=False, person=None, group=None)
                | models.Q(rotation=None, person__isnull=False, group=None)
                | models.Q(rotation=None, person=None, group__isnull=False),
                name="step_names_one_target",
            ),
        )

    def __str__(self) -> str:
        return f"{self.position}. {self.rotation or self.person or self.group}"
