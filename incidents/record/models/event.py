"""What other systems may be told of an incident, written with its line on the timeline."""

import uuid
from typing import Any

from django.db import models

from incidents.record.models.entry import Entry
from incidents.record.models.incident import Incident


class EventType(models.TextChoices):
    DECLARED = "incident.declared", "Declared"
    ACKNOWLEDGED = "incident.acknowledged", "Acknowledged"
    SEVERITY_CHANGED = "incident.severity_changed", "Severity changed"
    STATE_CHANGED = "incident.state_changed", "State changed"
    ROLE_ASSIGNED = "incident.role_assigned", "Role assigned"
    DECISION_MADE = "incident.decision_made", "Decision made"
    UPDATE_SENT = "incident.update_sent", "Update sent"
    RESOLVED = "incident.resolved", "Resolved"
    REOPENED = "incident.reopened", "Reopened"
    CLOSED = "incident.closed", "Closed"
    MERGED = "incident.merged", "Merged"
    PAGE_SENT = "page.sent", "Page sent"
    PAGE_ANSWERED = "page.answered", "Page answered"
    PROMISE_MISSED = "promise.missed", "Promise missed"
    ESCALATION_EXHAUSTED = "escalation.exhausted", "Nobody on the ladder answered"


class EventQuerySet(models.QuerySet["Event"]):
    def not_handed_out(self) -> "EventQuerySet":
        return self.filter(handed_out_at=None).order_by("pk")


class Event(models.Model):
    """One thing that happened to an incident, as it stood then: a row of the transaction of the
    fact. `number` counts the incident's events from 1 without a gap, `ident` never changes, and
    whoever tells other systems hands it out once."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="events")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    ident = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    type = models.CharField(max_length=32, choices=EventType)
    level = models.PositiveSmallIntegerField()
    private = models.BooleanField(help_text="The incident was private at that time.")
    data: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    happened_at = models.DateTimeField()
    handed_out_at = models.DateTimeField(null=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("incident", "number"), name="event_has_its_place"),
            models.UniqueConstraint(fields=("entry", "type"), name="event_is_written_once"),
        )
        indexes = (
            models.Index(
                fields=("id",),
                name="event_to_hand_out",
                condition=models.Q(handed_out_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.incident.reference} event {self.number}: {self.type}"

    @property
    def public_id(self) -> str:
        return f"evt_{self.ident.hex}"
