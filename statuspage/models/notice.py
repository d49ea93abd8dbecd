"""What the page says about an incident, or about planned maintenance."""

from datetime import datetime, timedelta

from django.db import models

from portal.people.models import User
from statuspage.models.audience import Audience, for_everybody, for_person
from statuspage.models.component import Component, ComponentStatus
from statuspage.models.page import new_public_id
from statuspage.models.series import MaintenanceSeries


class NoticeStatus(models.TextChoices):
    INVESTIGATING = "investigating", "Investigating"
    IDENTIFIED = "identified", "Identified"
    MONITORING = "monitoring", "Monitoring"
    RESOLVED = "resolved", "Resolved"
    POSTMORTEM = "postmortem", "Postmortem"
    SCHEDULED = "scheduled", "Scheduled"
    IN_PROGRESS = "in_progress", "In progress"
    VERIFYING = "verifying", "Verifying"
    COMPLETED = "completed", "Completed"


ENDED = (NoticeStatus.RESOLVED, NoticeStatus.POSTMORTEM, NoticeStatus.COMPLETED)
OF_MAINTENANCE = (
    NoticeStatus.SCHEDULED,
    NoticeStatus.IN_PROGRESS,
    NoticeStatus.VERIFYING,
    NoticeStatus.COMPLETED,
)
UNDER_WAY = (NoticeStatus.IN_PROGRESS, NoticeStatus.VERIFYING)


class NoticeKind(models.TextChoices):
    INCIDENT = "incident", "Incident"
    MAINTENANCE = "maintenance", "Maintenance"


class Impact(models.TextChoices):
    NONE = "none", "None"
    MINOR = "minor", "Minor"
    MAJOR = "major", "Major"
    CRITICAL = "critical", "Critical"
    MAINTENANCE = "maintenance", "Maintenance"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def public(self) -> "NoticeQuerySet":
        """What outsiders may know of; every public surface reads through here."""
        return self.filter(for_everybody(self.model), retracted_at=None)

    def standing(self) -> "NoticeQuerySet":
        """Not retracted, whoever may read them: what actions work on."""
        return self.filter(retracted_at=None)

    def visible_to(self, user: User) -> "NoticeQuerySet":
        """What this person may know of, signed in."""
        return self.filter(for_person(self.model, user), retracted_at=None)

    def incidents(self) -> "NoticeQuerySet":
        return self.filter(kind=NoticeKind.INCIDENT)

    def maintenance(self) -> "NoticeQuerySet":
        return self.filter(kind=NoticeKind.MAINTENANCE)

    def speaking(self) -> "NoticeQuerySet":
        """Those that say now how components are: open incidents, and work under way."""
        return self.standing().unresolved()

    def unresolved(self) -> "NoticeQuerySet":
        return self.exclude(status__in=ENDED)

    def newest_first(self) -> "NoticeQuerySet":
        return self.order_by("-started_at", "-pk")


class Notice(models.Model):
    """A public incident, or planned maintenance. It is said once, by updates, and kept for
    ever, unless it is retracted: then no public byte of it remains. It knows no internal
    incident.

    Maintenance is planned `scheduled_for` … `scheduled_until`; `started_at` is when it truly
    began, or will. `sequence` counts reschedules, for calendars.
    """

    kind = models.CharField(
        max_length=12,
        choices=NoticeKind,
        default=NoticeKind.INCIDENT,
        db_default=NoticeKind.INCIDENT,
    )

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    key = models.CharField(max_length=120, unique=True, editable=False)
    title = models.CharField(max_length=200)
    status = models.CharField(max_length=16, choices=NoticeStatus)
    impact = models.CharField(max_length=16, choices=Impact, default=Impact.NONE)
    impact_override = models.CharField(max_length=16, choices=Impact, blank=True)
    started_at = models.DateTimeField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    monitoring_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    next_update_by = models.DateTimeField(null=True, blank=True)
    promises_kept = models.PositiveIntegerField(default=0)
    promises_late = models.PositiveIntegerField(default=0)
    retracted_at = models.DateTimeField(null=True, blank=True)
    retraction_reason = models.CharField(max_length=240, blank=True)
    audiences = models.ManyToManyField(
        Audience, blank=True, related_name="+", help_text="Told to these only; none is everybody."
    )
    translations = models.JSONField(
        default=dict, db_default={}, blank=True, help_text='Titles in other languages: {"fr": "…"}.'
    )
    backfilled = models.BooleanField(
        default=False, db_default=False, help_text="Entered after the fact."
    )
    report = models.TextField(
        blank=True, default="", db_default="", help_text="The public postmortem."
    )
    report_published_at = models.DateTimeField(null=True, blank=True)
    scheduled_for = models.DateTimeField(null=True, blank=True)
    scheduled_until = models.DateTimeField(null=True, blank=True)
    remind_minutes = models.PositiveIntegerField(
        null=True, blank=True, help_text="Subscribers are reminded so long before; empty is never."
    )
    reminded_at = models.DateTimeField(null=True, blank=True)
    auto_start = models.BooleanField(default=True, db_default=True)
    auto_end = models.BooleanField(default=True, db_default=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0, db_default=0)
    series = models.ForeignKey(
        MaintenanceSeries,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="occurrences",
        db_index=False,
    )
    occurrence_at = models.DateTimeField(
        null=True, blank=True, help_text="When the series has it, wherever it was moved."
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("-started_at", "-id"), name="notice_newest_first"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(
                    status__in=["resolved", "postmortem", "completed"], resolved_at__isnull=False
                )
                | (
                    ~models.Q(status__in=["resolved", "postmortem", "completed"])
                    & models.Q(resolved_at=None)
                ),
                name="notice_resolved_facts_agree",
            ),
            models.CheckConstraint(
                condition=models.Q(resolved_at=None) | models.Q(next_update_by=None),
                name="resolved_notice_promises_nothing",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind="maintenance",
                    status__in=["scheduled", "in_progress", "verifying", "completed"],
                    scheduled_for__isnull=False,
                    scheduled_until__gt=models.F("scheduled_for"),
                )
                | (
                    models.Q(kind="incident", scheduled_for=None, scheduled_until=None)
                    & ~models.Q(status__in=["scheduled", "in_progress", "verifying", "completed"])
                ),
                name="notice_is_incident_or_maintenance",
            ),
            models.CheckConstraint(
                condition=models.Q(cancelled_at=None)
                | models.Q(kind="maintenance", status="completed"),
                name="cancelled_maintenance_is_over",
            ),
            models.CheckConstraint(
                condition=models.Q(report_published_at=None) | ~models.Q(report=""),
                name="published_report_has_words",
            ),
            models.UniqueConstraint(
                fields=("series", "occurrence_at"),
                condition=models.Q(series__isnull=False),
                name="series_has_each_occurrence_once",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_maintenance(self) -> bool:
        return self.kind == NoticeKind.MAINTENANCE

    @property
    def has_ended(self) -> bool:
        return self.status in ENDED

    @property
    def shown_impact(self) -> str:
        return self.impact_override or self.impact

    def lasted(self, *, at: datetime) -> timedelta:
        return max((self.resolved_at or at) - self.started_at, timedelta())


class NoticeComponent(models.Model):
    """A component a notice speaks of: its status by this notice, and the worst it was."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="affected")
    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="notices")
    status = models.CharField(max_length=24, choices=ComponentStatus)
    worst = models.CharField(max_length=24, choices=ComponentStatus)

    objects: "models.Manager[NoticeComponent]" = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("notice", "component"), name="notice_names_a_component_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.component.name}: {self.get_status_display()}"
