"""What becomes of alerts that nobody looked at yet."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models

from incidents.alerts import matching
from incidents.alerts.models.integration import Integration
from incidents.catalog.models import Service
from incidents.oncall.models import EscalationPolicy


class RuleQuerySet(models.QuerySet["Rule"]):
    def in_turn(self) -> "RuleQuerySet":
        return self.select_related("service", "integration", "policy").order_by("position", "pk")


class Rule(models.Model):
    """Which alerts open an incident, of which severity and service, and who is called. The
    first that matches in order of position counts; without one an alert waits in the inbox."""

    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, related_name="rules")
    position = models.PositiveSmallIntegerField(default=1)
    matches = models.JSONField(
        default=dict,
        blank=True,
        help_text='Conditions on labels, like {"team": "pay", "alertname": {"like": "Pay*"}}.',
    )
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.PROTECT)
    level = models.PositiveSmallIntegerField(
        "severity",
        null=True,
        blank=True,
        help_text="0–3; empty: read from the label severity, and unsure goes up.",
    )
    policy = models.ForeignKey(
        EscalationPolicy,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        verbose_name="escalation policy",
        help_text="Who is called; empty: as the service's team says.",
    )
    group_by = ArrayField(
        models.CharField(max_length=200),
        default=list,
        db_default=[],
        blank=True,
        help_text="Labels that make one group, where the source names none.",
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
        return f"{self.integration}: {self.wording}"

    @property
    def wording(self) -> str:
        return "; ".join(matching.written(self.matches)) or "everything"

    def clean(self) -> None:
        try:
            matching.check(self.matches)
        except matching.Unclear as unclear:
            raise ValidationError({"matches": str(unclear)}) from unclear

    def fits(self, labels: dict[str, str]) -> bool:
        return matching.fits(self.matches, labels)
