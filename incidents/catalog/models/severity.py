"""The one scale of severities, by impact and never by complexity."""

import re

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from simple_history.models import HistoricalRecords

from incidents.catalog.models.policy import Policy

_WORDS = {
    "critical": 0,
    "high": 1,
    "major": 1,
    "medium": 2,
    "moderate": 2,
    "low": 3,
    "minor": 3,
}
_NUMBERED = re.compile(r"^(?:sev(?:erity)?|p)?[\s\-_]*([0-3])$")


class UnknownSeverity(ValueError):
    """The text names no severity."""


def parse_severity(text: str) -> int:
    """The level (0–3) meant by "SEV1", "P2", "Major", "sev-0" …; raises UnknownSeverity."""
    word = text.strip().lower()
    numbered = _NUMBERED.match(word)
    if numbered:
        return int(numbered.group(1))
    if word in _WORDS:
        return _WORDS[word]
    raise UnknownSeverity(
        f"{text!r} is no severity. Use SEV0–SEV3, P0–P3, or Critical, High, Medium, Low."
    )


def severity_label(level: int) -> str:
    return f"SEV{level}"


class Paging(models.TextChoices):
    STANDARD = "standard", "Tier 1 first, the next after silence"
    AGGRESSIVE = "aggressive", "Tier 1 and senior together"
    CRITICAL_PATH = "critical_path", "Everyone at once"


class ResponseScale(models.TextChoices):
    ALL_HANDS = "all_hands", "All hands"
    CORE_TEAM = "core_team", "Core team"
    BUSINESS_HOURS = "business_hours", "Business hours"


class SeverityQuerySet(models.QuerySet["Severity"]):
    def worst_first(self) -> "SeverityQuerySet":
        return self.order_by("level")


def _minutes(default: int, help_text: str) -> "models.PositiveIntegerField[int, int]":
    return models.PositiveIntegerField(
        default=default, help_text=help_text, validators=[MinValueValidator(1)]
    )


class Severity(models.Model):
    """One step of the scale, with the policy that an incident of it must follow."""

    level = models.PositiveSmallIntegerField(
        primary_key=True, validators=[MaxValueValidator(3)], help_text="0 is the worst."
    )
    name = models.CharField(max_length=20, unique=True)
    definition = models.TextField()
    examples = models.TextField(blank=True)
    response_scale = models.CharField(max_length=20, choices=ResponseScale)
    paging = models.CharField(max_length=20, choices=Paging, default=Paging.STANDARD)
    automatic_commander = models.BooleanField(
        default=False, help_text="Page an incident commander at once, whoever acknowledges."
    )
    acknowledge_minutes = _minutes(5, "Silence for this long pages the next person.")
    first_update_minutes = _minutes(10, "The first update is owed this long after declaring.")
    customers_cadence = _minutes(60, "Minutes between updates to customers.")
    executives_cadence = models.PositiveIntegerField(
        null=True, blank=True, help_text="Minutes; empty: executives are promised nothing."
    )
    support_cadence = _minutes(60, "Minutes between updates to customer support.")
    stabilise_minutes = _minutes(240, "Target until the bleeding has stopped.")
    resolve_minutes = _minutes(480, "Target until resolved.")
    holding_update = models.BooleanField(
        default=True,
        help_text="When a promise passes in silence, send a truthful holding update.",
    )
    required_roles = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    postmortem_required = models.BooleanField(default=True)
    postmortem_draft_hours = _minutes(48, "Hours until the draft is due.")
    postmortem_review_hours = _minutes(72, "Hours until the review.")
    postmortem_publish_business_days = _minutes(5, "Business days until published.")
    action_days = _minutes(30, "Days until corrective actions are due.")
    history = HistoricalRecords()

    objects = SeverityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "severities and their policy"
        constraints = (
            models.CheckConstraint(condition=models.Q(level__lte=3), name="severity_is_0_to_3"),
        )

    def __str__(self) -> str:
        return f"{self.label} {self.name}"

    @property
    def label(self) -> str:
        return severity_label(self.level)

    def policy(self) -> Policy:
        cadence = {"customers": self.customers_cadence, "support": self.support_cadence}
        if self.executives_cadence:
            cadence["executives"] = self.executives_cadence
        return Policy(
            level=self.level,
            name=self.name,
            response_scale=self.response_scale,
            acknowledge_minutes=self.acknowledge_minutes,
            first_update_minutes=self.first_update_minutes,
            cadence_minutes=cadence,
            stabilise_minutes=self.stabilise_minutes,
            resolve_minutes=self.resolve_minutes,
            paging=self.paging,
            automatic_commander=self.automatic_commander,
            postmortem_required=self.postmortem_required,
            postmortem_draft_hours=self.postmortem_draft_hours,
            postmortem_review_hours=self.postmortem_review_hours,
            postmortem_publish_business_days=self.postmortem_publish_business_days,
            action_days=self.action_days,
            holding_update=self.holding_update,
            required_roles=tuple(self.required_roles),
        )

    def snapshot(self) -> dict[str, object]:
        """The policy as JSON, to be copied onto an incident."""
        return self.policy().as_json()
