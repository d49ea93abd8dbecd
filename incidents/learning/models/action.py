"""What somebody will change, by when, and how we know."""

from datetime import date

from django.db import models
from django.urls import reverse

from incidents.record.models import Incident
from portal.people.models import User


class ActionState(models.TextChoices):
    OPEN = "open", "Open"
    DONE = "done", "Done, to be verified"
    VERIFIED = "verified", "Verified"


class ActionQuerySet(models.QuerySet["CorrectiveAction"]):
    def overdue(self, *, on: date) -> "ActionQuerySet":
        return self.filter(state=ActionState.OPEN, due_on__lt=on)

    def waiting_for_verification(self) -> "ActionQuerySet":
        return self.filter(state=ActionState.DONE)

    def unfinished(self) -> "ActionQuerySet":
        return self.exclude(state=ActionState.VERIFIED)

    def soonest_first(self) -> "ActionQuerySet":
        return self.order_by(models.F("due_on").asc(nulls_last=True), "pk")


class CorrectiveAction(models.Model):
    """A follow-up. It may be written down before it has an owner, a date and a measure; the
    quality panel asks for them. Somebody else than the owner verifies it."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="actions")
    text = models.CharField(max_length=240)
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="corrective_actions"
    )
    due_on = models.DateField(null=True, blank=True)
    measure = models.CharField(max_length=240, blank=True, help_text="Done when …")
    ticket = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=ActionState, default=ActionState.OPEN)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.TextField(blank=True, help_text="What shows that the measure is reached.")
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = ActionQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state="open", done_at=None, verified_at=None)
                | models.Q(state="done", done_at__isnull=False, verified_at=None)
                | models.Q(state="verified", done_at__isnull=False, verified_by__isnull=False),
                name="action_facts_agree",
            ),
            models.CheckConstraint(
                condition=models.Q(verified_by=None) | ~models.Q(verified_by=models.F("owner")),
                name="action_is_verified_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(verified_by=None) | ~models.Q(verified_by=models.F("done_by")),
                name="action_is_verified_by_who_did_not_do_it",
            ),
        )

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("learning:action", args=[self.pk])

    @property
    def lacking(self) -> list[str]:
        """What it needs before anybody can say that it is finished."""
        named = (("owner", self.owner_id), ("date", self.due_on), ("measure", self.measure))
        return [name for name, value in named if not value]
