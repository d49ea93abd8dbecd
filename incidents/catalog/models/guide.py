"""What to do when, while an incident runs: the phase guide, as data."""

from django.db import models
from simple_history.models import HistoricalRecords


class Phase(models.TextChoices):
    STOP_THE_BLEEDING = "stop_the_bleeding", "Stop the bleeding"
    STABILISE = "stabilise", "Stabilise"
    FIX_PROPERLY = "fix_properly", "Fix properly"
    LEARN = "learn", "Learn and prevent"


class GuideStepQuerySet(models.QuerySet["GuideStep"]):
    def for_level(self, level: int) -> "GuideStepQuerySet":
        return self.filter(first_level__lte=level, last_level__gte=level).order_by("position")


class GuideStep(models.Model):
    """One step of a phase, minute-boxed. Restore first, root cause second."""

    phase = models.CharField(max_length=20, choices=Phase)
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=160)
    detail = models.CharField(max_length=240, blank=True)
    from_minute = models.PositiveIntegerField(default=0)
    to_minute = models.PositiveIntegerField()
    first_level = models.PositiveSmallIntegerField(default=0, help_text="Worst severity it is for.")
    last_level = models.PositiveSmallIntegerField(default=3, help_text="Mildest one.")
    history = HistoricalRecords()

    objects = GuideStepQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(to_minute__gt=models.F("from_minute")),
                name="guide_step_ends_after_it_begins",
                violation_error_message="The step must end after it begins.",
            ),
            models.CheckConstraint(
                condition=models.Q(first_level__lte=models.F("last_level"), last_level__lte=3),
                name="guide_step_levels_are_in_order",
                violation_error_message="The worst severity comes first; the scale is 0 to 3.",
            ),
        )

    def __str__(self) -> str:
        return self.text
