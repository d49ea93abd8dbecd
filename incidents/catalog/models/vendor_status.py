"""What a vendor's own status page says."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from incidents.catalog.models.vendor import Vendor


class Indicator(models.TextChoices):
    """How bad they call it, as Statuspage names it."""

    NONE = "none", "Operational"
    MINOR = "minor", "Degraded"
    MAJOR = "major", "Partial outage"
    CRITICAL = "critical", "Major outage"
    MAINTENANCE = "maintenance", "Maintenance"


TONES = {
    Indicator.NONE: "ok",
    Indicator.MINOR: "degraded",
    Indicator.MAJOR: "partial",
    Indicator.CRITICAL: "major",
    Indicator.MAINTENANCE: "maint",
}


class VendorStatus(models.Model):
    """The last good reading of a vendor's page, kept with its age, and how reading goes since.

    `incidents` are theirs that are open and concern us: id, name, impact, status, components,
    since (ISO 8601), url; `components` those that are not well: name, status.
    """

    vendor = models.OneToOneField(Vendor, on_delete=models.CASCADE, related_name="status")
    indicator = models.CharField(max_length=12, choices=Indicator, default=Indicator.NONE)
    words = models.CharField(max_length=240, blank=True)
    incidents = models.JSONField(default=list)
    components = models.JSONField(default=list)
    read_at = models.DateTimeField(null=True, help_text="When it was last read well.")
    tried_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=240, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=60, blank=True)

    objects: ClassVar[models.Manager["VendorStatus"]] = models.Manager()

    class Meta:
        verbose_name_plural = "vendor statuses"

    def __str__(self) -> str:
        return f"{self.vendor}: {self.get_indicator_display()}"

    @property
    def tone(self) -> str:
        return TONES[Indicator(self.indicator)]

    @property
    def is_well(self) -> bool:
        return self.indicator == Indicator.NONE and not self.incidents

    @property
    def worst(self) -> dict[str, Any] | None:
        """The incident of theirs to speak of: the gravest, the oldest of those."""
        order = [one.value for one in (Indicator.CRITICAL, Indicator.MAJOR, Indicator.MINOR)]
        ranks = {one: rank for rank, one in enumerate(order)}
        found: list[dict[str, Any]] = list(self.incidents)
        return min(found, key=lambda one: (ranks.get(one["impact"], 9), one["since"]), default=None)

    @property
    def since(self) -> datetime | None:
        worst = self.worst
        return datetime.fromisoformat(worst["since"]) if worst and worst["since"] else None
