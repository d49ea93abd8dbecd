"""The time committed for the next update."""

from datetime import datetime

from django.db import models

from incidents.comms.models.audience import Audience
from incidents.comms.models.update import Update
from incidents.record.models import Incident


class PromiseState(models.TextChoices):
    OPEN = "open", "Open"
    KEPT = "kept", "Kept"
    LATE = "late", "Late"
    MISSED = "missed", "Missed"
    RELEASED = "released", "Released"


class PromiseQuerySet(models.QuerySet["Promise"]):
    def unsettled(self) -> "PromiseQuerySet":
        """Still owed: open ones, and missed ones nobody has answered yet."""
        return self.filter(state=PromiseState.OPEN)

    def for_incident(self, incident: Incident) -> "PromiseQuerySet":
        return self.filter(incident=incident)

    def soonest_first(self) -> "PromiseQuerySet":
        return self.order_by("due_at", "pk")

    def newest_first(self) -> "PromiseQuerySet":
        return self.order_by("-due_at", "-pk")


class Promise(models.Model):
    """One audience of one incident hears again by this time. A person's word in time keeps
    it; a later one, or an automatic holding update, makes it late; five minutes of silence
    miss it. The clock never looks green because a machine spoke."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="promises")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="promises")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=PromiseState, default=PromiseState.OPEN)
    settled_at = models.DateTimeField(null=True, blank=True)
    update = models.ForeignKey(
        Update, null=True, blank=True, on_delete=models.PROTECT, related_name="settled"
    )
    nudged_at = models.DateTimeField(null=True, blank=True)
    missed_at = models.DateTimeField(null=True, blank=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("incident", "-due_at"), name="promise_history"),)
        constraints = (
            models.UniqueConstraint(
                fields=("incident", "audience"),
                condition=models.Q(state="open"),
                name="one_open_promise_per_audience",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", settled_at=None)
                | (~models.Q(state="open") & models.Q(settled_at__isnull=False)),
                name="promise_settled_facts_agree",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="kept")
                | models.Q(update__isnull=False, settled_at__lte=models.F("due_at")),
                name="kept_promise_was_answered_in_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="missed") | models.Q(missed_at__isnull=False),
                name="missed_promise_says_when",
            ),
        )

    def __str__(self) -> str:
        return f"{self.audience} by {self.due_at:%H:%M}: {self.get_state_display()}"

    def settle(self, *, update: Update, at: datetime) -> None:
        """Answer it; the caller saves."""
        in_time = at <= self.due_at and not update.automatic
        if self.missed_at is not None:
            self.state = PromiseState.MISSED
        else:
            self.state = PromiseState.KEPT if in_time else PromiseState.LATE
        self.update = update
        self.settled_at = at
