"""What the page says about an incident."""

from datetime import datetime, timedelta

from django.db import models

from statuspage.models.component import Component, ComponentStatus
from statuspage.models.page import new_public_id


class NoticeStatus(models.TextChoices):
    INVESTIGATING = "investigating", "Investigating"
    IDENTIFIED = "identified", "Identified"
    MONITORING = "monitoring", "Monitoring"
    RESOLVED = "resolved", "Resolved"
    POSTMORTEM = "postmortem", "Postmortem"


ENDED = (NoticeStatus.RESOLVED, NoticeStatus.POSTMORTEM)


class Impact(models.TextChoices):
    NONE = "none", "None"
    MINOR = "minor", "Minor"
    MAJOR = "major", "Major"
    CRITICAL = "critical", "Critical"
    MAINTENANCE = "maintenance", "Maintenance"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def public(self) -> "NoticeQuerySet":
        """What outsiders may know of; every public surface reads through here."""
        return self.filter(retracted_at=None)

    def unresolved(self) -> "NoticeQuerySet":
        return self.exclude(status__in=ENDED)

    def newest_first(self) -> "NoticeQuerySet":
        return self.order_by("-started_at", "-pk")


class Notice(models.Model):
    """A public incident. It is said once, by updates, and kept for ever, unless it is
    retracted: then no public byte of it remains. It knows no internal incident."""

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

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("-started_at", "-id"), name="notice_newest_first"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(status__in=["resolved", "postmortem"], resolved_at__isnull=False)
                | (~models.Q(status__in=["resolved", "postmortem"]) & models.Q(resolved_at=None)),
                name="notice_resolved_facts_agree",
            ),
            models.CheckConstraint(
                condition=models.Q(resolved_at=None) | models.Q(next_update_by=None),
                name="resolved_notice_promises_nothing",
            ),
        )

    def __str__(self) -> str:
        return self.title

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


class NoticeUpdate(models.Model):
    """One thing said about a notice; never changed afterwards."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="updates")
    key = models.CharField(max_length=120, unique=True, editable=False)
    status = models.CharField(max_length=16, choices=NoticeStatus)
    status_text = models.TextField()
    impact_text = models.TextField(blank=True)
    action_text = models.TextField(blank=True)
    next_update_by = models.DateTimeField(null=True, blank=True)
    reduced = models.BooleanField(default=False, help_text="The impact is less, not gone.")
    automatic = models.BooleanField(default=False)
    tell = models.BooleanField("tell subscribers", default=True)
    components = models.JSONField(default=list)
    by_name = models.CharField(max_length=160)
    created_at = models.DateTimeField()
    display_at = models.DateTimeField()

    objects: "models.Manager[NoticeUpdate]" = models.Manager()

    class Meta:
        indexes = (models.Index(fields=("notice", "-display_at"), name="notice_updates"),)

    def __str__(self) -> str:
        return f"{self.word}: {self.status_text[:60]}"

    @property
    def word(self) -> str:
        """What it says of the state, in words."""
        return "Reduced impact" if self.reduced else self.get_status_display()

    @property
    def body(self) -> str:
        """The whole text in one piece, for mail and API."""
        if not self.impact_text and not self.action_text:
            return self.status_text
        parts = (
            ("Status", self.status_text),
            ("Impact", self.impact_text),
            ("Action", self.action_text),
        )
        return "\n\n".join(f"{name}: {text}" for name, text in parts if text)
