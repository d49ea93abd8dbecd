"""Who decides between incidents, and what waits."""

from django.db import models

from incidents.record.models import Incident
from portal.people.models import User


class CoordinationQuerySet(models.QuerySet["Coordination"]):
    def live(self) -> "CoordinationQuerySet":
        return self.filter(ended_at=None)


class Coordination(models.Model):
    """One person coordinates all open incidents, from one moment to another."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="coordinations")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CoordinationQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                models.Value(1),
                condition=models.Q(ended_at=None),
                name="one_person_coordinates",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("began_at")),
                name="coordination_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} since {self.began_at:%d %b %H:%M}"


class WaitingQuerySet(models.QuerySet["Waiting"]):
    def live(self) -> "WaitingQuerySet":
        return self.filter(ended_at=None)


class Waiting(models.Model):
    """An incident that waits for another, by the coordinator's decision. Its promises are kept
    all the same."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="waitings")
    behind = models.ForeignKey(
        Incident, null=True, blank=True, on_delete=models.PROTECT, related_name="goes_before"
    )
    reason = models.CharField(max_length=240)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = WaitingQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("incident",),
                condition=models.Q(ended_at=None),
                name="incident_waits_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(behind=None) | ~models.Q(behind=models.F("incident")),
                name="incident_waits_for_another",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="waiting_has_its_reason"),
            models.CheckConstraint(
                condition=models.Q(ended_by=None) | models.Q(ended_at__isnull=False),
                name="waiting_ended_facts_agree",
            ),
        )

    def __str__(self) -> str:
        return f"{self.incident.reference} waits: {self.reason}"


class PutAway(models.Model):
    """A calm line that one person does not want to see again in an incident."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    line = models.CharField(max_length=60)
    at = models.DateTimeField()

    objects: "models.Manager[PutAway]" = models.Manager()

    class Meta:
        verbose_name_plural = "put away"
        constraints = (
            models.UniqueConstraint(
                fields=("person", "incident", "line"), name="line_is_put_away_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.line} by {self.person}"
