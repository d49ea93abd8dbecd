"""How bad it is, with its history."""

from collections.abc import Iterable

from django.db import models

from incidents.record.models.incident import Incident
from portal.people.models import User


class DataAtRisk(models.TextChoices):
    UNKNOWN = "unknown", "Not known"
    NO = "no", "No"
    YES = "yes", "Yes"


class ImpactQuerySet(models.QuerySet["Impact"]):
    def newest_first(self) -> "ImpactQuerySet":
        return self.order_by("-at", "-pk")

    def newest_of(self, incidents: Iterable[Incident]) -> "ImpactQuerySet":
        """The newest of each."""
        found = self.filter(incident__in=incidents)
        return found.order_by("incident", "-at", "-pk").distinct("incident")


class Impact(models.Model):
    """The blast radius as known at one moment. Rows are added, never changed."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="impacts")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    customers_affected = models.PositiveIntegerField(null=True, blank=True)
    share = models.PositiveSmallIntegerField(
        "share affected", null=True, blank=True, help_text="Per cent of customers."
    )
    revenue_per_hour = models.PositiveIntegerField(
        "revenue at risk", null=True, blank=True, help_text="Lost per hour, in whole dollars."
    )
    data_at_risk = models.CharField(max_length=8, choices=DataAtRisk, default=DataAtRisk.UNKNOWN)
    support_tickets = models.PositiveIntegerField(
        null=True, blank=True, help_text="Tickets of customers about it, so far."
    )
    regions = models.CharField(max_length=160, blank=True)
    note = models.CharField(max_length=240, blank=True)
    measured = models.BooleanField(default=False, help_text="Measured, not estimated.")

    objects = ImpactQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(share=None) | models.Q(share__lte=100),
                name="impact_share_is_per_cent",
            ),
        )

    def __str__(self) -> str:
        return f"Impact of {self.incident.reference} at {self.at:%H:%M}"
