"""The timeline: what happened, line by line, written once."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.db import models

from incidents.record.models.incident import Incident
from portal.people.models import User


class EntryKind(models.TextChoices):
    NOTE = "note", "Note"
    DECISION = "decision", "Decision"
    EVIDENCE = "evidence", "Evidence"
    ACTION = "action", "Action"
    HYPOTHESIS = "hypothesis", "Hypothesis"
    FIRST_SIGNAL = "first_signal", "First signal"
    COMMUNICATION = "communication", "Update"
    ESCALATION = "escalation", "Escalation"
    ROLE = "role", "Role"
    IMPACT = "impact", "Impact"
    STATE = "state", "State"
    CORRECTION = "correction", "Correction"
    SYSTEM = "system", "Automatic"


# What a person may write by hand.
WRITTEN_BY_HAND = (
    EntryKind.NOTE,
    EntryKind.DECISION,
    EntryKind.EVIDENCE,
    EntryKind.ACTION,
    EntryKind.HYPOTHESIS,
    EntryKind.FIRST_SIGNAL,
)


class EntryQuerySet(models.QuerySet["Entry"]):
    def after(self, seq: int) -> "EntryQuerySet":
        return self.filter(seq__gt=seq)

    def newest_first(self) -> "EntryQuerySet":
        return self.order_by("-seq")

    def in_order(self) -> "EntryQuerySet":
        return self.order_by("seq")

    def of_kind(self, *kinds: str) -> "EntryQuerySet":
        return self.filter(kind__in=kinds)


class Entry(models.Model):
    """One line of an incident's timeline. When it happened stands apart from when it was
    recorded; a correction supersedes and never erases; each line's hash covers the line
    before it. The database refuses to change or delete it."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=EntryKind)
    body = models.TextField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=160)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    corrects = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="corrections"
    )
    data = models.JSONField(default=dict)
    key = models.CharField(max_length=80, null=True, editable=False)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "timeline entry"
        verbose_name_plural = "timeline entries"
        constraints = (
            models.UniqueConstraint(fields=("incident", "seq"), name="entry_has_its_place"),
            models.UniqueConstraint(fields=("incident", "key"), name="entry_is_written_once"),
            models.CheckConstraint(
                condition=models.Q(kind="correction", corrects__isnull=False)
                | (~models.Q(kind="correction") & models.Q(corrects=None)),
                name="correction_names_what_it_corrects",
            ),
        )

    def __str__(self) -> str:
        return f"{self.incident.reference} #{self.seq}: {self.body[:60]}"

    def computed_hash(self) -> str:
        """SHA-256 over the canonical line and the hash before it."""
        line: dict[str, Any] = {
            "incident": self.incident_id,
            "seq": self.seq,
            "kind": str(self.kind),
            "body": self.body,
            "by": self.by_id,
            "by_name": self.by_name,
            "occurred_at": _canonical(self.occurred_at),
            "recorded_at": _canonical(self.recorded_at),
            "corrects": self.corrects_id,
            "data": canonical_data(self.data),
            "previous": self.previous_hash,
        }
        text = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def canonical_data(data: Any) -> Any:
    """The data as the database gives it back: keys are words, and a whole number is whole."""
    if isinstance(data, dict):
        return {str(key): canonical_data(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [canonical_data(value) for value in data]
    if isinstance(data, float) and data.is_integer():
        return int(data)
    return data


def _canonical(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
