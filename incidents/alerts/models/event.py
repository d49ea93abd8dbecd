"""What happened to alerts."""

from django.db import models

from incidents.alerts.models.alert import Alert
from portal.people.models import User


class What(models.TextChoices):
    ATTACHED = "attached", "Attached"
    OPENED = "opened", "Opened an incident"
    SUPPRESSED = "suppressed", "Suppressed"
    LIFTED = "lifted", "No longer suppressed"
    SNOOZED = "snoozed", "Snoozed"
    WOKE = "woke", "Snooze ended"
    FLAPPING = "flapping", "Flapping"
    CALM = "calm", "Calm again"
    PAGED_AGAIN = "paged_again", "Paged again"
    ENDED = "ended", "Marked as over"


class AlertEvent(models.Model):
    """What happened to an alert besides firing and ending, written once."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="events")
    what = models.CharField(max_length=12, choices=What)
    words = models.CharField(max_length=240, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: "models.Manager[AlertEvent]" = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("alert",),
                condition=models.Q(what="paged_again"),
                name="an_occurrence_pages_again_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.alert}: {self.get_what_display()}"
