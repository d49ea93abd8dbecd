"""What becomes of alerts that nobody looked at yet."""

from django.db import models

from incidents.alerts.models.integration import Integration
from incidents.catalog.models import Service


class RuleQuerySet(models.QuerySet["Rule"]):
    def in_turn(self) -> "RuleQuerySet":
        return self.select_related("service", "integration").order_by("position", "pk")


class Rule(models.Model):
    """Which alerts open an incident, of which severity and service. The first that matches
    in order of position counts; without one an alert waits in the inbox."""

    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, related_name="rules")
    position = models.PositiveSmallIntegerField(default=1)
    matches = models.JSONField(
        default=dict, blank=True, help_text='Labels that must be equal, like {"team": "pay"}.'
    )
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.PROTECT)
    level = models.PositiveSmallIntegerField(
        "severity",
        null=True,
        blank=True,
        help_text="0–3; empty: read from the label severity, and unsure goes up.",
    )
    opens_incident = models.BooleanField(default=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(level=None) | models.Q(level__lte=3),
                name="rule_level_is_0_to_3",
            ),
        )

    def __str__(self) -> str:
        return f"{self.integration}: {self.matches or 'everything'}"

    def fits(self, labels: dict[str, str]) -> bool:
        return all(labels.get(name) == value for name, value in self.matches.items())
