"""Words on their way: what somebody is writing, and what waits for its time."""

from datetime import datetime

from django.db import models

from incidents.comms.models.update import Situation, Stage, Update
from incidents.record.models import Incident
from portal.people.models import User


class UpdateDraftQuerySet(models.QuerySet["UpdateDraft"]):
    def of(self, incident: Incident) -> "UpdateDraftQuerySet":
        return self.filter(incident=incident).select_related("person").order_by("-saved_at")


class UpdateDraft(models.Model):
    """What one person has typed for an incident and not sent: the composer's fields as typed.
    It is kept while they type, and goes when they send."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="update_drafts")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    objects = UpdateDraftQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("incident", "person"), name="person_has_one_draft_of_an_incident"
            ),
        )

    def __str__(self) -> str:
        return f"Draft of {self.person} for {self.incident.reference}"


class ScheduledState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    SENT = "sent", "Sent"
    CANCELLED = "cancelled", "Cancelled"
    WITHHELD = "withheld", "Not sent"


class ScheduledUpdateQuerySet(models.QuerySet["ScheduledUpdate"]):
    def waiting(self) -> "ScheduledUpdateQuerySet":
        return self.filter(state=ScheduledState.WAITING)

    def of(self, incident: Incident) -> "ScheduledUpdateQuerySet":
        return self.filter(incident=incident).select_related("by").order_by("due_at", "pk")


class ScheduledUpdate(models.Model):
    """An update that goes out at a time. It was written of the facts of `after` (the newest
    update then) and `level`: where they have changed by then it is withheld, and its author
    is told."""

    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, related_name="scheduled_updates"
    )
    stage = models.CharField(max_length=16, choices=Stage)
    situation = models.CharField(max_length=16, choices=Situation)
    title = models.CharField(max_length=200, blank=True)
    wordings = models.JSONField(help_text="Per audience its status, impact, action.")
    components = models.JSONField(default=dict)
    tell_subscribers = models.BooleanField(default=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    after = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=ScheduledState, default=ScheduledState.WAITING)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=240, blank=True)
    update = models.OneToOneField(Update, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ScheduledUpdateQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("incident", "due_at"), name="scheduled_of_incident"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(due_at__gt=models.F("made_at")),
                name="scheduled_update_is_for_later",
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", settled_at=None)
                | (~models.Q(state="waiting") & models.Q(settled_at__isnull=False)),
                name="scheduled_update_settled_facts_agree",
            ),
            models.CheckConstraint(
                condition=models.Q(state="sent", update__isnull=False)
                | (~models.Q(state="sent") & models.Q(update=None)),
                name="scheduled_update_that_was_sent_is_there",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="withheld") | ~models.Q(why=""),
                name="withheld_update_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"Update of {self.incident.reference} for {self.due_at:%H:%M}"

    def settle(
        self, state: ScheduledState, *, by: User | None, at: datetime, why: str = ""
    ) -> None:
        """Nothing waits any more; the caller saves."""
        self.state, self.settled_at, self.settled_by, self.why = state, at, by, why
