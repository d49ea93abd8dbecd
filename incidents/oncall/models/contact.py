"""How a person is reached."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models

from portal.people.models import User
from portal.post.drafts import Channel
from portal.post.models import Delivery

# What makes a noise; in quiet hours it waits for the morning.
NOISY = frozenset({Channel.SMS, Channel.VOICE, Channel.PUSH})
CODE_LASTS = timedelta(minutes=15)
MOST_TRIES = 5


class Urgency(models.TextChoices):
    URGENT = "urgent", "Urgent"
    NORMAL = "normal", "Normal"


class ContactWay(models.Model):
    """A number, account or address of a person. The e-mail of the account and the browsers
    that take notifications have an empty address and need no code."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="contact_ways")
    channel = models.CharField(max_length=16, choices=Channel)
    address = models.CharField(max_length=500, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    code_digest = models.CharField(max_length=64, blank=True)
    code_sent_at = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    tested_at = models.DateTimeField(null=True, blank=True)
    test = models.ForeignKey(
        Delivery, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_why = models.CharField(max_length=240, blank=True)
    added_at = models.DateTimeField()

    objects: "models.Manager[ContactWay]" = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "channel", "address"), name="person_has_a_way_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(address="") | models.Q(channel__in=["email", "push"]),
                name="way_has_an_address",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_channel_display()} to {self.person}"

    @property
    def is_own(self) -> bool:
        """The account's e-mail or this person's browsers: nothing to verify."""
        return not self.address

    @property
    def is_verified(self) -> bool:
        return self.is_own or self.verified_at is not None

    def code_is_open(self, *, at: datetime) -> bool:
        return (
            self.code_sent_at is not None
            and bool(self.code_digest)
            and at < self.code_sent_at + CODE_LASTS
            and self.code_tries < MOST_TRIES
        )


class ContactRuleQuerySet(models.QuerySet["ContactRule"]):
    def in_order(self) -> "ContactRuleQuerySet":
        return self.order_by("minutes", "pk")


class ContactRule(models.Model):
    """So many minutes after a page of this urgency, by this way."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="contact_rules")
    urgency = models.CharField(max_length=8, choices=Urgency)
    minutes = models.PositiveSmallIntegerField()
    way = models.ForeignKey(ContactWay, on_delete=models.CASCADE, related_name="rules")

    objects = ContactRuleQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "urgency", "minutes", "way"), name="rule_is_said_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_urgency_display()}: {self.way} after {self.minutes} min"


class QuietHours(models.Model):
    """When calls that are not urgent make no noise, in the person's own time zone."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="quiet_hours")
    starts = models.TimeField()
    ends = models.TimeField()

    objects: "models.Manager[QuietHours]" = models.Manager()

    class Meta:
        verbose_name_plural = "quiet hours"
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(starts=models.F("ends")), name="quiet_hours_have_a_length"
            ),
        )

    def __str__(self) -> str:
        return f"{self.starts:%H:%M} to {self.ends:%H:%M}"

    def as_plan(self) -> list[Any]:
        return [f"{self.starts:%H:%M}", f"{self.ends:%H:%M}", self.person.time_zone]
