"""What was said to whom."""

from django.db import models

from incidents.comms.models.audience import Audience
from incidents.record.models import Incident
from portal.people.models import User


class Stage(models.TextChoices):
    ACKNOWLEDGEMENT = "acknowledgement", "Acknowledgement"
    UPDATE = "update", "Update"
    MITIGATION = "mitigation", "Mitigation"
    RESOLUTION = "resolution", "Resolution"
    HOLDING = "holding", "Holding update"


class Situation(models.TextChoices):
    """How far we are, in the words the status page uses."""

    INVESTIGATING = "investigating", "Investigating"
    IDENTIFIED = "identified", "Identified"
    MONITORING = "monitoring", "Monitoring"
    RESOLVED = "resolved", "Resolved"


class UpdateQuerySet(models.QuerySet["Update"]):
    def newest_first(self) -> "UpdateQuerySet":
        return self.order_by("-number")

    def by_people(self) -> "UpdateQuerySet":
        return self.filter(automatic=False)


class Update(models.Model):
    """One telling: the same moment and stage for every audience it went to."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="updates")
    number = models.PositiveIntegerField()
    stage = models.CharField(max_length=16, choices=Stage)
    situation = models.CharField(max_length=16, choices=Situation, default=Situation.INVESTIGATING)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    automatic = models.BooleanField(default=False)
    title = models.CharField(
        max_length=200, blank=True, help_text="What customers saw, where this opened a notice."
    )
    key = models.CharField(max_length=120)

    objects = UpdateQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("incident", "number"), name="update_has_its_number"),
            models.UniqueConstraint(fields=("incident", "key"), name="update_is_sent_once"),
            models.CheckConstraint(
                condition=models.Q(automatic=True, stage="holding", by=None)
                | (models.Q(automatic=False) & ~models.Q(stage="holding")),
                name="automatic_update_is_a_holding_one",
            ),
            models.CheckConstraint(
                condition=~models.Q(stage="resolution") | models.Q(situation="resolved"),
                name="resolution_says_resolved",
            ),
        )

    def __str__(self) -> str:
        return f"Update {self.number} of {self.incident.reference}"

    @property
    def headline(self) -> str:
        """The state in words, as it stands in a subject line."""
        word = self.get_situation_display()
        return f"{word}, no change" if self.automatic else word


class WordingQuerySet(models.QuerySet["Wording"]):
    def of(self, incident: Incident) -> "WordingQuerySet":
        return self.filter(update__incident=incident).select_related("update")

    def by_people(self) -> "WordingQuerySet":
        return self.filter(update__automatic=False)

    def newest_first(self) -> "WordingQuerySet":
        return self.order_by("-update__number")


class Wording(models.Model):
    """The words one audience got: Status, Impact, Action, Next update."""

    update = models.ForeignKey(Update, on_delete=models.CASCADE, related_name="wordings")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="wordings")
    status = models.TextField()
    impact = models.TextField(blank=True)
    action = models.TextField(blank=True)
    next_update_at = models.DateTimeField(null=True, blank=True)

    objects = WordingQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("update", "audience"), name="audience_gets_one_wording"
            ),
            models.CheckConstraint(condition=~models.Q(status=""), name="wording_has_a_status"),
        )

    def __str__(self) -> str:
        return f"{self.update} to {self.audience}"
