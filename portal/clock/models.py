"""Durable alarms."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models


class Gone(Exception):
    """What the timer was about no longer exists."""


class TimerState(models.TextChoices):
    SET = "set", "Set"
    RUNG = "rung", "Rung"
    CANCELLED = "cancelled", "Cancelled"
    PARKED = "parked", "Parked"


_CLAIM = """
UPDATE clock_timer SET state = 'rung', rung_at = %(at)s
WHERE id = (
    SELECT id FROM clock_timer WHERE state = 'set' AND next_try_at <= %(at)s
    ORDER BY next_try_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING *
"""


class TimerQuerySet(models.QuerySet["Timer"]):
    def live(self) -> "TimerQuerySet":
        return self.filter(state=TimerState.SET)

    def set_for(self, about: models.Model) -> "TimerQuerySet":
        label = about._meta.label_lower
        return self.live().filter(about_label=label, about_pk=str(about.pk))

    def due(self, *, at: datetime) -> "TimerQuerySet":
        return self.live().filter(next_try_at__lte=at).order_by("next_try_at", "pk")

    def claim_due(self, *, at: datetime) -> "Timer | None":
        """The earliest that is due and nobody rings at this moment, locked and marked as
        rung: one statement, since most of a ring's cost is going back and forth."""
        return next(iter(self.raw(_CLAIM, {"at": at})), None)


class Timer(models.Model):
    """Something that must happen at a time, whatever is down until then. Setting it again
    for the same kind, subject and key moves it; ringing runs the handler of its kind in the
    transaction that marks it, so it rings once."""

    kind = models.CharField(max_length=60)
    about_label = models.CharField(max_length=80)
    about_pk = models.CharField(max_length=40)
    key = models.CharField(max_length=80, blank=True)
    due_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=TimerState, default=TimerState.SET)
    data = models.JSONField(default=dict)
    set_at = models.DateTimeField(auto_now_add=True)
    rung_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    objects = TimerQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(
                fields=("next_try_at", "id"), name="timer_due", condition=models.Q(state="set")
            ),
            models.Index(fields=("about_label", "about_pk"), name="timer_about"),
            models.Index(
                fields=("next_try_at",), name="timer_parked", condition=models.Q(state="parked")
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state="rung", rung_at__isnull=False)
                | (~models.Q(state="rung") & models.Q(rung_at=None)),
                name="timer_rung_facts_agree",
            ),
        )

    def __str__(self) -> str:
        return (
            f"{self.kind} about {self.about_label} {self.about_pk}, due {self.due_at:%d %b %H:%M}"
        )

    @property
    def about(self) -> Any:
        """The row the timer is about; raises Gone when it was deleted."""
        model = apps.get_model(self.about_label)
        found = model._default_manager.filter(pk=self.about_pk).first()
        if found is None:
            raise Gone(f"{self.about_label} {self.about_pk} is gone.")
        return found


class Pulse(models.Model):
    """When a process that keeps time was last alive."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    objects: "models.Manager[Pulse]" = models.Manager()

    def __str__(self) -> str:
        return f"{self.name}, last alive {self.at:%d %b %H:%M:%S}"


class Epoch(models.Model):
    """The mark of the database these rows were written in; a restored copy has another."""

    mark = models.CharField(max_length=80)
    set_at = models.DateTimeField()

    objects: "models.Manager[Epoch]" = models.Manager()

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="there_is_one_epoch"),)

    def __str__(self) -> str:
        return f"Since {self.set_at:%d %b %Y %H:%M}"
