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


class UpdateQuerySet(models.QuerySet["Update"]):
    def newest_first(self) -> "UpdateQuerySet":
        return self.order_by("-number")


class Update(models.Model):
    """One telling: the same moment and stage for every audience it went to."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="updates")
    number = models.PositiveIntegerField()
    stage = models.CharField(max_length=16, choices=Stage)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    automatic = models.BooleanField(default=False)
    key = models.CharField(max_length=120, unique=True)

    objects = UpdateQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("incident", "number"), name="update_has_its_number"),
            models.CheckConstraint(
                condition=models.Q(automatic=True, stage="holding", by=None)
                | models.Q(automatic=False),
                name="automatic_update_is_a_holding_one",
            ),
        )

    def __str__(self) -> str:
        return f"Update {self.number} of {self.incident.reference}"


class Wording(models.Model):
    """The words one audience got: Status, Impact, Action, Next update."""

    update = models.ForeignKey(Update, on_delete=models.CASCADE, related_name="wordings")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="wordings")
    status = models.TextField()
    impact = models.TextField(blank=True)
    action = models.TextField(blank=True)
    next_update_at = models.DateTimeField(null=True, blank=True)

    objects: "models.Manager[Wording]" = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("update", "audience"), name="audience_gets_one_wording"
            ),
        )

    def __str__(self) -> str:
        return f"{self.update} to {self.audience}"
