"""Minutes lost while waiting for others, and why."""

from datetime import datetime

from django.db import models

from incidents.oncall.models.permission import PermissionRequest
from incidents.oncall.models.team_escalation import TeamEscalation
from incidents.record.models import Incident
from portal.people.models import User


class Cause(models.TextChoices):
    PERMISSIONS = "permissions", "Permissions"
    PEOPLE = "people", "People"
    VENDORS = "vendors", "Vendors"
    DOCUMENTS = "documents", "Documents"
    OTHER = "other", "Other"


class Delay(models.Model):
    """A stretch of waiting, which runs while it has no end. Stretches may overlap: what two
    teams are waited for at once was lost once."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="delays")
    cause = models.CharField(max_length=12, choices=Cause)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=240, blank=True)
    escalation = models.OneToOneField(
        TeamEscalation, null=True, blank=True, on_delete=models.PROTECT, related_name="delay"
    )
    permission = models.OneToOneField(
        PermissionRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="delay"
    )
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects: "models.Manager[Delay]" = models.Manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("started_at")),
                name="delay_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(escalation=None) | models.Q(permission=None),
                name="delay_is_of_one_request",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_cause_display()}: {self.note}"

    def stretch(self, *, at: datetime) -> tuple[datetime, datetime]:
        return self.started_at, max(self.started_at, self.ended_at or at)
