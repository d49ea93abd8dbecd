"""Maintenance that comes again and again."""

from django.db import models

from statuspage.models.component import Component
from statuspage.models.page import known_time_zone, new_public_id


class MaintenanceSeries(models.Model):
    """A rule (RFC 5545 RRULE) in a time zone, and what its occurrences are made from. Each
    occurrence is a notice of its own, made ahead of time, so that one can be moved or
    cancelled alone."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    title = models.CharField(max_length=200)
    text = models.TextField()
    rule = models.CharField(max_length=200, help_text="RRULE, like FREQ=WEEKLY;BYDAY=SU.")
    time_zone = models.CharField(max_length=64, validators=[known_time_zone])
    first_at = models.DateTimeField()
    minutes = models.PositiveIntegerField(help_text="How long each takes.")
    components = models.ManyToManyField(Component, blank=True, related_name="+")
    remind_minutes = models.PositiveIntegerField(null=True, blank=True, default=60)
    auto_start = models.BooleanField(default=True)
    auto_end = models.BooleanField(default=True)
    tell = models.BooleanField("tell subscribers", default=True)
    by_name = models.CharField(max_length=160)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: "models.Manager[MaintenanceSeries]" = models.Manager()

    class Meta:
        verbose_name_plural = "maintenance series"
        constraints = (
            models.CheckConstraint(condition=models.Q(minutes__gt=0), name="series_takes_time"),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.rule})"
