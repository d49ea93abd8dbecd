"""Fresh eyes for a while."""

from django.db import models

from incidents.record.models.incident import Incident
from portal.people.models import User


class AdvisorQuerySet(models.QuerySet["Advisor"]):
    def live(self) -> "AdvisorQuerySet":
        return self.filter(ended_at=None)


class Advisor(models.Model):
    """Somebody invited to look on and to advise until a set time, visible to all. On a private
    incident they see it as its member only until then."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="advisors")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    was_member = models.BooleanField(default=False, help_text="Saw the incident before.")

    objects = AdvisorQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("incident", "person"),
                condition=models.Q(ended_at=None),
                name="advisor_is_invited_once",
            ),
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("invited_at")),
                name="advisor_leaves_after_coming",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} advises {self.incident.reference}"
