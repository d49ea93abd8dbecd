"""What was changed in production, and what an incident thinks of it."""

from datetime import datetime

from django.db import models

from incidents.catalog.models import Service
from incidents.record.models.incident import Incident
from portal.people.models import User


class ChangeKind(models.TextChoices):
    DEPLOYMENT = "deployment", "Deployment"
    CONFIGURATION = "configuration", "Configuration"
    FLAG = "flag", "Feature flag"
    MIGRATION = "migration", "Migration"
    INFRASTRUCTURE = "infrastructure", "Infrastructure"


class ChangeState(models.TextChoices):
    STARTED = "started", "Running"
    FINISHED = "finished", "Done"
    FAILED = "failed", "Failed"


class ChangeQuerySet(models.QuerySet["Change"]):
    def newest_first(self) -> "ChangeQuerySet":
        return self.order_by("-happened_at", "-pk")

    def open_to_all(self) -> "ChangeQuerySet":
        """All but those that were typed into a private incident."""
        return self.filter(models.Q(incident=None) | models.Q(incident__private=False))

    def seen_from(self, incident: Incident) -> "ChangeQuerySet":
        """What an incident's own screens may name: a private one's changes stay in it."""
        return self.filter(
            models.Q(incident=None)
            | models.Q(incident__private=False)
            | models.Q(incident=incident)
        )

    def between(self, begins: datetime, ends: datetime) -> "ChangeQuerySet":
        return self.filter(happened_at__gte=begins, happened_at__lte=ends)


class Change(models.Model):
    """A deployment, configuration, flag, migration or infrastructure change, sent by a machine
    or typed in. Its source's own id names it, so that being told twice is one change."""

    kind = models.CharField(max_length=16, choices=ChangeKind, default=ChangeKind.DEPLOYMENT)
    title = models.CharField(max_length=200)
    service = models.ForeignKey(
        Service, null=True, blank=True, on_delete=models.SET_NULL, related_name="changes"
    )
    vendor = models.CharField(
        max_length=80, blank=True, help_text="Whose change it is, where it is not ours."
    )
    version = models.CharField(max_length=120, blank=True)
    url = models.URLField(max_length=1000, blank=True)
    by_name = models.CharField(max_length=160, blank=True)
    environment = models.CharField(max_length=40, default="production")
    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=ChangeState, default=ChangeState.FINISHED)
    happened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    told_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When its source last spoke of it, by its own time; nobody typed it in.",
    )
    incident = models.ForeignKey(
        Incident,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="own_changes",
        help_text="Where somebody typed it in.",
    )

    objects = ChangeQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("-happened_at", "-id"), name="change_newest_first"),
            models.Index(fields=("service", "-happened_at"), name="change_of_service"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("source", "external_id"),
                condition=~models.Q(external_id=""),
                name="change_is_told_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state="started", ended_at=None)
                | (~models.Q(state="started") & models.Q(ended_at__gte=models.F("happened_at"))),
                name="change_ended_facts_agree",
            ),
        )

    def __str__(self) -> str:
        named = self.version and self.version not in self.title
        return f"{self.title} {self.version}" if named else self.title

    @property
    def is_live(self) -> bool:
        """It touched what customers use."""
        return any(word in self.environment.lower() for word in ("prod", "live"))


class Verdict(models.TextChoices):
    SUSPECT = "suspect", "Suspect"
    CLEARED = "cleared", "Cleared"
    CAUSE = "cause", "Cause"


class ChangeVerdictQuerySet(models.QuerySet["ChangeVerdict"]):
    def newest_of(self, incident: Incident) -> "ChangeVerdictQuerySet":
        """The one that counts, of each change."""
        found = self.filter(incident=incident).order_by("change", "-pk")
        return found.distinct("change")


class ChangeVerdict(models.Model):
    """What somebody holds of a change in one incident. Rows are added; the newest counts."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="verdicts")
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="verdicts")
    verdict = models.CharField(max_length=8, choices=Verdict)
    note = models.CharField(max_length=240, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ChangeVerdictQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.change}: {self.get_verdict_display()}"
