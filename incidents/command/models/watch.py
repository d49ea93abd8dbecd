"""The hours after resolution, in which somebody looks whether it still works."""

from django.db import models

from incidents.record.models import Incident
from portal.people.models import User


class WatchEnd(models.TextChoices):
    STABLE = "stable", "Stable to the end"
    BACK = "back", "It was back"
    EARLY = "early", "Closed early"


class WatchQuerySet(models.QuerySet["Watch"]):
    def running(self) -> "WatchQuerySet":
        return self.filter(ended_at=None)

    def newest_first(self) -> "WatchQuerySet":
        return self.order_by("-begins_at", "-pk")


class Watch(models.Model):
    """One watch over an incident, from resolution until it has been stable for long enough, is
    back, or is closed early. Its check-ins are planned when it begins, by the incident's policy."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="watches")
    watcher = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who is asked. Empty: whoever is on call when it is asked.",
    )
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_how = models.CharField(max_length=8, choices=WatchEnd, blank=True)
    alert_at = models.DateTimeField(null=True, blank=True)
    alert_title = models.CharField(
        max_length=255, blank=True, help_text="The newest alert that says that it may be back."
    )

    objects = WatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "watches"
        constraints = (
            models.UniqueConstraint(
                fields=("incident",),
                condition=models.Q(ended_at=None),
                name="incident_has_one_watch",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_how="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(ended_how="")),
                name="watch_ended_facts_agree",
            ),
            models.CheckConstraint(
                condition=models.Q(alert_at=None, alert_title="")
                | (models.Q(alert_at__isnull=False) & ~models.Q(alert_title="")),
                name="watch_alert_facts_agree",
            ),
        )

    def __str__(self) -> str:
        return f"Watch over {self.incident.reference}"


class CheckInState(models.TextChoices):
    PLANNED = "planned", "Planned"
    ASKED = "asked", "Asked"
    GOOD = "good", "Still good"
    BACK = "back", "It is back"
    DROPPED = "dropped", "Not needed"


ANSWERED = (CheckInState.GOOD, CheckInState.BACK)


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    def in_order(self) -> "CheckInQuerySet":
        return self.order_by("due_at", "pk")

    def unanswered(self) -> "CheckInQuerySet":
        return self.filter(state__in=(CheckInState.PLANNED, CheckInState.ASKED))

    def waiting(self) -> "CheckInQuerySet":
        return self.filter(state=CheckInState.ASKED)


class CheckIn(models.Model):
    """One "is it still good?" of a watch, who was asked and what was answered."""

    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, related_name="check_ins")
    minutes = models.PositiveIntegerField(help_text="Minutes after resolution.")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=CheckInState, default=CheckInState.PLANNED)
    asked = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True)
    went_up_at = models.DateTimeField(null=True, help_text="When silence asked the commander.")
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    observed = models.CharField(max_length=240, blank=True)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        verbose_name = "check-in"
        constraints = (
            models.UniqueConstraint(fields=("watch", "minutes"), name="check_in_is_planned_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["good", "back"], answered_at__isnull=False)
                | (~models.Q(state__in=["good", "back"]) & models.Q(answered_at=None)),
                name="check_in_answer_facts_agree",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="asked") | models.Q(asked_at__isnull=False),
                name="check_in_asked_facts_agree",
            ),
        )

    def __str__(self) -> str:
        return f"Check-in of {self.watch.incident.reference} after {self.after}"

    @property
    def after(self) -> str:
        hours, minutes = divmod(self.minutes, 60)
        return f"{hours} h" if hours and not minutes else f"{self.minutes} min"
