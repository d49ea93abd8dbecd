"""Known issues that call nobody for a while."""

from collections.abc import Mapping
from datetime import datetime

from django.db import models

from incidents.alerts import matching
from incidents.alerts.models.integration import Integration
from portal.people.models import User


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def running(self) -> "SuppressionQuerySet":
        return self.filter(ended_at=None)

    def newest_first(self) -> "SuppressionQuerySet":
        return self.order_by("-began_at", "-pk")


class Suppression(models.Model):
    """For a bounded time, alerts with these labels, or one alert by its fingerprint, open and
    page nothing. They are kept, counted and shown."""

    integration = models.ForeignKey(
        Integration, null=True, blank=True, on_delete=models.PROTECT, related_name="suppressions"
    )
    fingerprint = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=240, blank=True, help_text="Of the one alert.")
    matches = models.JSONField(default=dict, blank=True)
    reason = models.CharField(max_length=240)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("began_at")),
                name="suppression_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=False) | models.Q(ended_by=None),
                name="suppression_ended_facts_agree",
            ),
            models.CheckConstraint(
                condition=models.Q(fingerprint="") & ~models.Q(matches={})
                | ~models.Q(fingerprint="") & models.Q(matches={}, integration__isnull=False),
                name="suppression_means_labels_or_one_alert",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="suppression_has_a_reason"),
        )

    def __str__(self) -> str:
        return self.title or "; ".join(matching.written(self.matches))

    def means(self, *, integration: int, fingerprint: str, labels: Mapping[str, str]) -> bool:
        if self.integration_id not in {None, integration}:
            return False
        if self.fingerprint:
            return self.fingerprint == fingerprint
        return matching.fits(self.matches, labels)

    def ends(self, *, at: datetime) -> bool:
        """Whether its time is up."""
        return self.ended_at is None and self.until <= at
