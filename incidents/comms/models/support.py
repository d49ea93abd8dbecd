"""What customer support tells the customers who call."""

from django.db import models

from incidents.record.models import Incident
from portal.people.models import User


class SupportBriefQuerySet(models.QuerySet["SupportBrief"]):
    def of(self, incident: Incident) -> "SupportBriefQuerySet":
        return self.filter(incident=incident).select_related("by").order_by("-number")


class SupportBrief(models.Model):
    """Talking points, the known workaround, and what not to say. Rows are added, never
    changed; the newest holds, the others are its history."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="support_briefs")
    number = models.PositiveIntegerField()
    talking_points = models.TextField(blank=True)
    workaround = models.TextField("known workaround", blank=True)
    not_to_say = models.TextField("what not to say", blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = SupportBriefQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("incident", "number"), name="support_brief_has_its_number"
            ),
            models.CheckConstraint(
                condition=~models.Q(talking_points="", workaround="", not_to_say=""),
                name="support_brief_says_something",
            ),
        )

    def __str__(self) -> str:
        return f"Support brief {self.number} of {self.incident.reference}"
