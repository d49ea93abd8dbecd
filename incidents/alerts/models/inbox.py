"""What arrived, as it arrived."""

from django.db import models

from incidents.alerts.models.integration import Integration


class InboxState(models.TextChoices):
    RECEIVED = "received", "Received"
    FOLDED = "folded", "Worked in"
    FAILED = "failed", "Could not be read"


class InboxItem(models.Model):
    """One notification, raw and once. Everything else is worked from this row later."""

    integration = models.ForeignKey(Integration, on_delete=models.PROTECT, related_name="inbox")
    dedupe_key = models.CharField(max_length=64)
    body = models.JSONField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=InboxState, default=InboxState.RECEIVED)
    folded_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    objects: "models.Manager[InboxItem]" = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("integration", "dedupe_key"), name="notification_is_kept_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.integration}, {self.received_at:%d %b %H:%M:%S}"
