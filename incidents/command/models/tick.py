"""Steps of the guide that somebody did."""

from django.db import models

from incidents.catalog.models import GuideStep
from incidents.record.models import Incident
from portal.people.models import User


class GuideTick(models.Model):
    """Who did a step of the guide, and when."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="ticks")
    step = models.ForeignKey(GuideStep, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: "models.Manager[GuideTick]" = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("incident", "step"), name="step_is_ticked_once"),
        )

    def __str__(self) -> str:
        return f"{self.step} by {self.by}"
