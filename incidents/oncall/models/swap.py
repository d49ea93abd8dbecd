"""Asking a colleague to take a duty."""

from datetime import datetime

from django.db import models

from incidents.oncall.models.override import Override
from incidents.oncall.models.rotation import Rotation
from portal.people.models import User


class SwapState(models.TextChoices):
    ASKED = "asked", "Waiting for an answer"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    EXPIRED = "expired", "Not answered in time"
    WITHDRAWN = "withdrawn", "Withdrawn"


ANSWERED = (SwapState.ACCEPTED, SwapState.DECLINED)


class SwapQuerySet(models.QuerySet["Swap"]):
    def waiting(self) -> "SwapQuerySet":
        return self.filter(state=SwapState.ASKED)

    def of(self, person: User) -> "SwapQuerySet":
        return self.filter(models.Q(asked=person) | models.Q(asked_by=person))

    def in_order(self) -> "SwapQuerySet":
        people = ("rotation", "asked", "asked_by", "stands_for")
        return self.select_related(*people).order_by("-asked_at", "-pk")


class Swap(models.Model):
    """One person asks another to take a span of a rotation, and may offer to take one of
    theirs. Nothing changes before they say yes; silence lets it expire."""

    rotation = models.ForeignKey(Rotation, on_delete=models.CASCADE, related_name="swaps")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="swaps_asked")
    asked = models.ForeignKey(User, on_delete=models.PROTECT, related_name="swaps_to_answer")
    stands_for = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    return_starts_at = models.DateTimeField(null=True)
    return_ends_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=10, choices=SwapState, default=SwapState.ASKED)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    via = models.CharField(max_length=20, blank=True)
    override = models.ForeignKey(Override, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = SwapQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="swap_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(return_starts_at=None, return_ends_at=None)
                | models.Q(return_ends_at__gt=models.F("return_starts_at")),
                name="swap_return_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=ANSWERED, answered_at__isnull=False)
                | (~models.Q(state__in=ANSWERED) & models.Q(answered_at=None)),
                name="swap_answered_facts_agree",
            ),
            models.CheckConstraint(
                condition=~models.Q(asked=models.F("asked_by")), name="swap_asks_another"
            ),
            models.UniqueConstraint(
                fields=("rotation", "asked", "starts_at", "ends_at"),
                condition=models.Q(state="asked"),
                name="person_is_asked_once_for_a_span",
            ),
        )

    def __str__(self) -> str:
        return f"{self.asked_by} asks {self.asked} for {self.rotation}"

    def can_be_answered(self, *, at: datetime) -> bool:
        return self.state == SwapState.ASKED and at < self.expires_at
