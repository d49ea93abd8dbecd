"""How often an audience is told of one incident."""

from django.db import models

from incidents.comms.models.audience import Audience
from incidents.record.models import Incident
from portal.people.models import User


class CadenceQuerySet(models.QuerySet["Cadence"]):
    def in_force(self, incident: Incident) -> "CadenceQuerySet":
        """The newest of each audience."""
        return self.filter(incident=incident).order_by("audience_id", "-pk").distinct("audience_id")


class Cadence(models.Model):
    """The minutes between updates to one audience of one incident, from a moment on. Written
    when the incident is declared, classified anew or stretched by its commander, so that
    editing policy never changes a running incident. The newest holds."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="cadences")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="cadences")
    minutes = models.PositiveIntegerField(null=True, help_text="Empty: promised nothing.")
    policy_minutes = models.PositiveIntegerField(
        null=True, help_text="What it was before it was stretched."
    )
    since = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    objects = CadenceQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("incident", "audience", "-id"), name="cadence_in_force"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(minutes=None, policy_minutes=None)
                | models.Q(
                    minutes__isnull=False,
                    policy_minutes__gte=1,
                    minutes__gte=models.F("policy_minutes"),
                    minutes__lte=2 * models.F("policy_minutes"),
                ),
                name="cadence_is_stretched_twofold_at_most",
            ),
            models.CheckConstraint(
                condition=models.Q(minutes=None)
                | models.Q(minutes=models.F("policy_minutes"))
                | (~models.Q(reason="") & models.Q(by__isnull=False)),
                name="stretched_cadence_says_who_and_why",
            ),
        )

    def __str__(self) -> str:
        how_often = f"every {self.minutes} min" if self.minutes else "promised nothing"
        return f"{self.audience} {how_often} in {self.incident.reference}"

    @property
    def is_stretched(self) -> bool:
        return (self.minutes or 0) > (self.policy_minutes or 0)
