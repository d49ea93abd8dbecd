"""What arrived, as it arrived."""

from django.db import models

from incidents.alerts.models.integration import Integration


class InboxState(models.TextChoices):
    RECEIVED = "received", "Received"
    FOLDED = "folded", "Worked in"
    FAILED = "failed", "Could not be read"


class InboxQuerySet(models.QuerySet["InboxItem"]):
    def waiting(self) -> "InboxQuerySet":
        return self.filter(state=InboxState.RECEIVED)

    def done(self) -> "InboxQuerySet":
        """Worked in, or put aside because nobody can read it."""
        return self.exclude(state=InboxState.RECEIVED)


class InboxItem(models.Model):
    """One notification, raw and once. Everything else is worked from this row later.

    `said`: the headers its format keeps, and `test` for one that opens nothing. `lane`: what
    waits of an integration in the same one is worked in together.
    """

    # The alarm that an item is worked in.
    FOLD = "alerts.fold"

    integration = models.ForeignKey(
        Integration, on_delete=models.PROTECT, related_name="inbox", db_index=False
    )
    dedupe_key = models.CharField(max_length=64)
    lane = models.CharField(max_length=64, blank=True, db_default="")
    body = models.JSONField()
    said = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=InboxState, default=InboxState.RECEIVED)
    folded_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    objects = InboxQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(
                fields=("integration", "id"),
                name="inbox_waiting",
                condition=models.Q(state="received"),
            ),
            models.Index(fields=("integration", "received_at"), name="inbox_newest_first"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("integration", "dedupe_key"), name="notification_is_kept_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.integration}, {self.received_at:%d %b %H:%M:%S}"

    @property
    def is_test(self) -> bool:
        return bool(self.said.get("test"))
