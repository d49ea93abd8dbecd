"""Who sends alerts, and what becomes of them."""

import hashlib
import secrets

from django.db import connection, models

from incidents.catalog.models import Service

PREFIX = "aci_"


def digest(raw: str) -> str:
    return hashlib.sha256(raw.encode()).hexdigest()


_WHOSE = "SELECT id, last_seen_at FROM alerts_integration WHERE digest = %s AND enabled"


class IntegrationQuerySet(models.QuerySet["Integration"]):
    def for_secret(self, raw: str) -> "Integration | None":
        """Who holds the secret; every alert asks this, so it is asked without composing."""
        if not raw:
            return None
        with connection.cursor() as cursor:
            cursor.execute(_WHOSE, [digest(raw)])
            row = cursor.fetchone()
        return Integration.from_db(None, ("id", "last_seen_at"), row) if row else None


class Integration(models.Model):
    """A monitoring system with a secret of its own: 256 bits, shown once, kept as SHA-256."""

    name = models.CharField(max_length=80, unique=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    enabled = models.BooleanField(default=True)
    default_service = models.ForeignKey(
        Service,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        help_text="For alerts that no rule gives a service.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = IntegrationQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def new_secret() -> str:
        return PREFIX + secrets.token_urlsafe(32)


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
