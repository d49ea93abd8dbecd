"""The ladder that is climbed until somebody answers."""

from datetime import timedelta

from django.db import models

from incidents.oncall.models.policy import EscalationPolicy
from incidents.record.models import Incident


class EscalationState(models.TextChoices):
    CLIMBING = "climbing", "Climbing"
    ANSWERED = "answered", "Answered"
    EXHAUSTED = "exhausted", "Nobody left"
    STOPPED = "stopped", "Stopped"


class EscalationQuerySet(models.QuerySet["Escalation"]):
    def climbing(self) -> "EscalationQuerySet":
        return self.filter(state=EscalationState.CLIMBING)

    def in_vain(self) -> "EscalationQuerySet":
        """Those whose incident is open and to which nobody ever answered."""
        return self.filter(state=EscalationState.EXHAUSTED, incident__in=Incident.objects.open())

    def newest_first(self) -> "EscalationQuerySet":
        return self.order_by("-pk")


class Escalation(models.Model):
    """One climb of the ladder for an incident. The ladder is copied when it starts, so that
    editing a policy, a rotation or a person's rules never changes who is being paged, by which
    ways and for how long."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="escalations")
    ladder = models.JSONField(help_text="Rungs in order, each a list of people.")
    strategy = models.CharField(max_length=20)
    wait_minutes = models.PositiveSmallIntegerField()
    rung = models.PositiveSmallIntegerField(default=0)
    policy_name = models.CharField(max_length=80, blank=True, db_default="")
    chosen_policy = models.ForeignKey(
        EscalationPolicy,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Instead of the one of the services' team.",
    )
    trigger = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="Counts up when it fails again after a recovery."
    )
    lap = models.PositiveSmallIntegerField(default=1, db_default=1)
    laps = models.PositiveSmallIntegerField(default=1, db_default=1)
    remind_minutes = models.PositiveSmallIntegerField(default=0, db_default=0)
    state = models.CharField(
        max_length=12, choices=EscalationState, default=EscalationState.CLIMBING
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = EscalationQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("incident",),
                condition=models.Q(state="climbing"),
                name="incident_climbs_one_ladder",
            ),
            models.CheckConstraint(
                condition=models.Q(state="climbing", ended_at=None)
                | (~models.Q(state="climbing") & models.Q(ended_at__isnull=False)),
                name="escalation_ended_facts_agree",
            ),
        )

    def __str__(self) -> str:
        return f"Escalation of {self.incident.reference}"

    @property
    def wait(self) -> timedelta:
        """How long the present rung has to answer."""
        return self.wait_of(self.rung)

    def wait_of(self, rung: int) -> timedelta:
        known = self.ladder[rung].get("wait") if rung < len(self.ladder) else None
        return timedelta(minutes=known or self.wait_minutes)
