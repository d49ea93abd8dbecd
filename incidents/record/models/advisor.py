"""Fresh eyes for a while."""

from datetime import UTC, datetime

from django.db import models

from incidents.record.models.incident import Incident
from portal.people.models import User


class AdvisorsOnlyRead(Exception):
    """Whoever advises an incident writes nothing in it."""

    def __init__(self, advisor: "Advisor") -> None:
        self.incident = advisor.incident
        super().__init__(f"{advisor.stays} Take a role to write.")


class AdvisorQuerySet(models.QuerySet["Advisor"]):
    def live(self) -> "AdvisorQuerySet":
        return self.filter(ended_at=None)

    def advising(self, person: User, *, at: datetime) -> "AdvisorQuerySet":
        """Their advice that lasts; who takes a role or is paged advises no longer."""
        return self.live().filter(person=person, until__gt=at)


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

    @property
    def stays(self) -> str:
        return f"You advise here until {self.until.astimezone(UTC):%H:%M} UTC."
