"""How patient the inbox is."""

from django.db import models
from simple_history.models import HistoricalRecords


class AlertPolicyQuerySet(models.QuerySet["AlertPolicy"]):
    def current(self) -> "AlertPolicy":
        return self.first() or AlertPolicy()


class AlertPolicy(models.Model):
    """When an alert flaps, how long it may be suppressed, when silence about it is odd."""

    flap_changes = models.PositiveSmallIntegerField(
        default=4, help_text="More changes than this within the minutes below: it flaps."
    )
    flap_minutes = models.PositiveSmallIntegerField(default=15)
    suppression_hours = models.PositiveSmallIntegerField(
        default=24, help_text="The longest that known issues may be suppressed."
    )
    stale_hours = models.PositiveSmallIntegerField(
        default=12, help_text="Firing, and nothing heard of it for this long."
    )
    night_from = models.PositiveSmallIntegerField(default=22, help_text="Hour of the day.")
    night_to = models.PositiveSmallIntegerField(default=7, help_text="Hour of the day.")
    time_zone = models.CharField(max_length=60, default="UTC", help_text="Where that night is.")
    history = HistoricalRecords()

    objects = AlertPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = "alert policy"
        verbose_name_plural = "alert policy"
        constraints = (
            models.CheckConstraint(condition=models.Q(pk=1), name="there_is_one_alert_policy"),
            models.CheckConstraint(
                condition=models.Q(
                    flap_changes__gte=1,
                    flap_minutes__gte=1,
                    suppression_hours__gte=1,
                    stale_hours__gte=1,
                ),
                name="alert_policy_is_at_least_one_of_each",
            ),
            models.CheckConstraint(
                condition=models.Q(night_from__lte=23, night_to__lte=23),
                name="alert_policy_night_is_in_the_day",
            ),
        )

    def __str__(self) -> str:
        return "What alerts may do"
