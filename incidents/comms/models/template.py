"""Prepared words, so that nobody begins with an empty page."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from incidents.comms.models.update import Situation, Stage

# What is filled in from the incident; where it is not known a gap of that name is left.
PLACEHOLDERS = {
    "service": "what customers call it; for colleagues, the services",
    "impact": "how many customers, as recorded last",
    "since": "when it began",
    "next_time": "when the next update is due",
    "lead": "who commands",
    "bridge": "the bridge's address",
}
_PLACEHOLDER = re.compile(r"\{\{\s*(\w*)\s*\}\}")
GAP = re.compile(r"\[[^\]\[]+\]")


def check_placeholders(text: str) -> None:
    unknown = [name for name in _PLACEHOLDER.findall(text) if name not in PLACEHOLDERS]
    if unknown:
        known = ", ".join(f"{{{{{name}}}}}" for name in PLACEHOLDERS)
        raise ValidationError(f"{{{{{unknown[0]}}}}} is not known here. There are {known}.")


def filled(text: str, facts: dict[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda hole: facts.get(hole[1]) or f"[{hole[1]}]", text)


class UpdateTemplateQuerySet(models.QuerySet["UpdateTemplate"]):
    def offered(self) -> "UpdateTemplateQuerySet":
        return self.filter(offered=True).order_by("position", "pk")


class UpdateTemplate(models.Model):
    """Words to begin an update of one stage with. ``{{service}}`` and its like are filled in
    from the incident; [square brackets] are gaps that a person must fill."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=1)
    stage = models.CharField(
        max_length=16,
        choices=[one for one in Stage.choices if one[0] != Stage.HOLDING],
        default=Stage.UPDATE,
    )
    situation = models.CharField(max_length=16, choices=Situation, default=Situation.INVESTIGATING)
    for_customers = models.BooleanField(
        default=True, help_text="Off: whoever begins with it starts without customers chosen."
    )
    offered = models.BooleanField(default=True)
    status = models.TextField(validators=[check_placeholders])
    impact = models.TextField(blank=True, validators=[check_placeholders])
    action = models.TextField(blank=True, validators=[check_placeholders])
    history = HistoricalRecords()

    objects = UpdateTemplateQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(status=""), name="update_template_has_a_status"
            ),
            models.CheckConstraint(
                condition=~models.Q(stage="resolution") | models.Q(situation="resolved"),
                name="resolution_template_says_resolved",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.stage == Stage.RESOLUTION and self.situation != Situation.RESOLVED:
            raise ValidationError({"situation": "A resolution says that it is resolved."})

    @property
    def gaps(self) -> set[str]:
        """Brackets that are gaps, and those that an unknown fact leaves."""
        text = " ".join((self.status, self.impact, self.action))
        return set(GAP.findall(text)) | {f"[{name}]" for name in _PLACEHOLDER.findall(text)}
