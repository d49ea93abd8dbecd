"""What to look at before anybody says that it works again."""

from collections.abc import Iterable

from django.core.validators import MaxValueValidator
from django.db import models
from simple_history.models import HistoricalRecords

from incidents.catalog.models import Service


class CheckKind(models.TextChoices):
    TECHNICAL = "technical", "Technical"
    USER = "user", "Users"
    BUSINESS = "business", "Business"
    EXTERNAL = "external", "Outside"


class CheckTemplateQuerySet(models.QuerySet["CheckTemplate"]):
    def in_order(self) -> "CheckTemplateQuerySet":
        return self.order_by("position", "pk")

    def fitting(self, services: Iterable[Service], *, level: int) -> "CheckTemplateQuerySet":
        """The active ones of these services and those of every service, for a severity."""
        own = models.Q(service=None) | models.Q(service__in=list(services))
        return self.in_order().filter(own, active=True, last_level__gte=level)


class CheckTemplate(models.Model):
    """A check that managers want made whenever a service comes back; without a service, whenever
    anything does. Incidents copy it when their checks are planned, so that editing it changes
    no running one."""

    service = models.ForeignKey(
        Service,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="check_templates",
        help_text="Empty: for every service.",
    )
    kind = models.CharField(max_length=10, choices=CheckKind)
    name = models.CharField(max_length=120, help_text="What is looked at: orders per minute.")
    how = models.CharField(
        max_length=240, blank=True, help_text="Where to look, or what to do, in a sentence."
    )
    baseline = models.CharField(
        "usual", max_length=80, blank=True, help_text="The value on a good day, with its unit."
    )
    target = models.CharField("wanted", max_length=80, help_text="When it counts as recovered.")
    last_level = models.PositiveSmallIntegerField(
        default=3,
        validators=[MaxValueValidator(3)],
        help_text="The mildest severity it is asked for: 1 means SEV0 and SEV1.",
    )
    position = models.PositiveSmallIntegerField(default=10)
    active = models.BooleanField(default=True)
    history = HistoricalRecords()

    objects = CheckTemplateQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("service", "kind", "name"),
                name="check_template_is_named_once",
                nulls_distinct=False,
                violation_error_message="This service has a check of that name already.",
            ),
            models.CheckConstraint(
                condition=models.Q(last_level__lte=3),
                name="check_template_ends_at_a_severity",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"
