"""How we know that it works again, one fact at a time."""

from typing import Any

from django.db import models

from incidents.catalog.models import Service
from incidents.mitigation.models.template import CheckKind
from incidents.record.models import Incident
from portal.people.models import User


class CheckState(models.TextChoices):
    OPEN = "open", "Not yet"
    PASSED = "passed", "Passed"
    FAILED = "failed", "Failed"
    WAIVED = "waived", "Waived"


SETTLED = (CheckState.PASSED, CheckState.WAIVED)


class CheckQuerySet(models.QuerySet["Check"]):
    def in_order(self) -> "CheckQuerySet":
        return self.order_by("position", "pk")

    def settled(self) -> "CheckQuerySet":
        """Those that do not stand in the way of resolving."""
        return self.filter(state__in=SETTLED)

    def unsettled(self) -> "CheckQuerySet":
        return self.exclude(state__in=SETTLED)

    def of_users(self) -> "CheckQuerySet":
        return self.filter(kind=CheckKind.USER)


class Check(models.Model):
    """One verification of an incident's recovery: usual, wanted and observed value. Who looked
    and when is told by the newest observation; every observation stands on the timeline.
    A waived one carries the commander's reason."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="checks")
    kind = models.CharField(max_length=10, choices=CheckKind)
    name = models.CharField(max_length=120)
    how = models.CharField(max_length=240, blank=True)
    service = models.ForeignKey(
        Service, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    baseline = models.CharField("usual", max_length=80, blank=True)
    target = models.CharField("wanted", max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(default=10)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=CheckState, default=CheckState.OPEN)
    observed = models.TextField("now", blank=True, help_text="What was seen, with its unit.")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, help_text="Why the commander does without it.")

    objects = CheckQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("incident", "state"), name="check_by_state"),)
        constraints = (
            models.UniqueConstraint(
                fields=("incident", "kind", "name"), name="check_is_planned_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", at=None, by=None, observed="", reason="")
                | (
                    models.Q(state__in=["passed", "failed"], at__isnull=False, reason="")
                    & ~models.Q(observed="")
                )
                | (
                    models.Q(state="waived", at__isnull=False, by__isnull=False)
                    & ~models.Q(reason="")
                ),
                name="check_facts_agree",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED

    @property
    def counts_as_users(self) -> bool:
        return self.kind == CheckKind.USER

    def settle(self, state: CheckState, **facts: Any) -> None:
        """Enter a state with the facts that prove it; the caller saves."""
        self.state = state
        for name, value in facts.items():
            setattr(self, name, value)
