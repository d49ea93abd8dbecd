"""What each source of truth says."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models

from incidents.record.models.incident import Incident
from portal.people.models import User


class Source(models.TextChoices):
    USERS = "users", "Users"
    SUPPORT = "support", "Support"
    DATABASE = "database", "Database"
    VENDOR = "vendor", "Vendor"
    MONITORING = "monitoring", "Monitoring"
    LOGS = "logs", "Logs"


class Says(models.TextChoices):
    DOWN = "down", "Down"
    DEGRADED = "degraded", "Degraded"
    UP = "up", "Fine"
    SILENT = "silent", "Silent"


class SignalQuerySet(models.QuerySet["Signal"]):
    def newest_first(self) -> "SignalQuerySet":
        return self.order_by("-observed_at", "-pk")

    def newest_of_each(self, incidents: Iterable[Incident]) -> "SignalQuerySet":
        """Of each incident and source what it said last; older ones are history."""
        found = self.filter(incident__in=incidents)
        ordered = found.order_by("incident", "source", "-observed_at", "-pk")
        return ordered.distinct("incident", "source")


class Signal(models.Model):
    """What one source said at one moment, with how far it lags behind. Rows are added, never
    changed; the newest of a source counts."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="signals")
    source = models.CharField(max_length=12, choices=Source)
    says = models.CharField(max_length=10, choices=Says)
    words = models.CharField(max_length=240, blank=True)
    observed_at = models.DateTimeField()
    lag_minutes = models.PositiveSmallIntegerField(
        "minutes behind", default=0, help_text="How old its data is when it is shown."
    )
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    integration = models.CharField(
        max_length=80, blank=True, help_text="What sent it, if a machine."
    )
    recorded_at = models.DateTimeField()

    objects = SignalQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(
                fields=("incident", "source", "-observed_at", "-id"), name="signal_newest_of_source"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(observed_at__lte=models.F("recorded_at")),
                name="signal_is_observed_before_it_is_recorded",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_source_display()}: {self.get_says_display().lower()}"

    @property
    def is_bad(self) -> bool:
        return self.says in {Says.DOWN, Says.DEGRADED}

    def behind(self, *, at: datetime) -> timedelta:
        """How old the picture it gives is: its age, and its own lag."""
        return max(at - self.observed_at, timedelta()) + timedelta(minutes=self.lag_minutes)
