"""Calls to people, and the ladder they climb."""

from datetime import datetime, timedelta

from django.db import models

from incidents.record.models import Incident
from portal.people.models import User


class EscalationState(models.TextChoices):
    CLIMBING = "climbing", "Climbing"
    ANSWERED = "answered", "Answered"
    EXHAUSTED = "exhausted", "Nobody left"
    STOPPED = "stopped", "Stopped"


class Escalation(models.Model):
    """One climb of the ladder for an incident. The ladder is copied when it starts, so that
    editing a policy never changes who is being paged."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="escalations")
    ladder = models.JSONField(help_text="Rungs in order, each a list of people.")
    strategy = models.CharField(max_length=20)
    wait_minutes = models.PositiveSmallIntegerField()
    rung = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(
        max_length=12, choices=EscalationState, default=EscalationState.CLIMBING
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: "models.Manager[Escalation]" = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("incident",),
                condition=models.Q(state="climbing"),
                name="incident_climbs_one_ladder",
            ),
            models.CheckConstraint(
                condition=models.Q(state="climbing", ended_at=None)
                | (~models.Q(state="climbing") & models.Q(ended_at__isnull=False)),
                name="escalation_ended_facts_agree",
            ),
        )

    def __str__(self) -> str:
        return f"Escalation of {self.incident.reference}"


class PageState(models.TextChoices):
    SENT = "sent", "Waiting for an answer"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    DECLINED = "declined", "Declined"
    SILENT = "silent", "Silent"
    STOPPED = "stopped", "Not needed any more"


class PageQuerySet(models.QuerySet["Page"]):
    def waiting(self) -> "PageQuerySet":
        return self.filter(state=PageState.SENT)

    def answering(self) -> "PageQuerySet":
        """Those who were called and may still come, or came."""
        return self.filter(state__in=[PageState.SENT, PageState.ACKNOWLEDGED])

    def for_person(self, person: User) -> "PageQuerySet":
        return self.filter(person=person)

    def in_order(self) -> "PageQuerySet":
        return self.order_by("asked_at", "pk")


class Page(models.Model):
    """An urgent call to one person, which demands an acknowledgement."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="pages")
    escalation = models.ForeignKey(
        Escalation, null=True, blank=True, on_delete=models.PROTECT, related_name="pages"
    )
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="pages")
    rung = models.PositiveSmallIntegerField(default=0)
    to_command = models.BooleanField(default=False)
    reason = models.CharField(max_length=240)
    state = models.CharField(max_length=14, choices=PageState, default=PageState.SENT)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    via = models.CharField(max_length=20, blank=True)

    objects = PageQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("person", "state"), name="page_of_person"),)
        constraints = (
            models.UniqueConstraint(
                fields=("escalation", "person"), name="person_is_paged_once_per_escalation"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["acknowledged", "declined"], answered_at__isnull=False
                )
                | (~models.Q(state__in=["acknowledged", "declined"]) & models.Q(answered_at=None)),
                name="page_answered_facts_agree",
            ),
        )

    def __str__(self) -> str:
        return f"Page to {self.person}: {self.get_state_display()}"

    @property
    def took(self) -> timedelta | None:
        return self.answered_at - self.asked_at if self.answered_at else None

    def waited(self, *, at: datetime) -> timedelta:
        return at - self.asked_at
