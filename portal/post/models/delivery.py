"""One message on its way to one recipient."""

from django.db import models

from portal.people.models import User
from portal.post.drafts import BY_PHONE, Channel, Lane
from portal.post.models.message import Message


class DeliveryState(models.TextChoices):
    PENDING = "pending", "Waiting"
    SENDING = "sending", "Sending"
    SENT = "sent", "Sent"
    SUPERSEDED = "superseded", "Superseded"
    SUPPRESSED = "suppressed", "Stopped"
    PARKED = "parked", "Parked"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def stoppable(self) -> "DeliveryQuerySet":
        """Not sent yet, as far as is known. One that a worker holds may be leaving at this
        moment: then it counts as sent after all."""
        return self.filter(state__in=[DeliveryState.PENDING, DeliveryState.SENDING])


class Delivery(models.Model):
    """Its state says what is known. While `sending`, a worker holds it by a lease on the
    database's clock: claim and try are committed before anything leaves, and the worker's
    flight recorder tells after a crash whether it may have left."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=16, choices=Channel)
    lane = models.CharField(max_length=16, choices=Lane)
    address = models.CharField(max_length=500)
    name = models.CharField(max_length=160, blank=True)
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    fields = models.JSONField(default=dict)
    destination = models.CharField(
        max_length=255, blank=True, db_default="", help_text="The host it goes to."
    )
    held = models.BooleanField(db_default=False, help_text="A person halted its mailing.")
    state = models.CharField(max_length=12, choices=DeliveryState, default=DeliveryState.PENDING)
    not_before = models.DateTimeField()
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempted_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    ambiguous = models.PositiveSmallIntegerField(
        default=0, help_text="How often it may have left without an answer."
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    superseded_by = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = (
            models.Index(
                fields=("lane", "not_before", "id"),
                name="delivery_due",
                condition=models.Q(state="pending", held=False),
            ),
            models.Index(
                fields=("lane", "destination", "not_before"),
                name="delivery_by_destination",
                condition=models.Q(state__in=["pending", "sending"], lane="webhook"),
            ),
            models.Index(
                fields=("lease_until",),
                name="delivery_leased",
                condition=models.Q(state="sending"),
            ),
            models.Index(
                fields=("destination", "sent_at"),
                name="mail_to_a_domain",
                condition=models.Q(state="sent", channel="email"),
            ),
            models.Index(
                fields=("channel", "id"),
                name="delivery_by_provider",
                condition=models.Q(channel__in=["sms", "voice", "push", "slack_user"]),
            ),
            models.Index(
                fields=("address", "id"),
                name="delivery_by_phone",
                condition=models.Q(channel__in=["sms", "voice"]),
            ),
            models.Index(
                fields=("id",), name="delivery_parked", condition=models.Q(state="parked")
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("message", "channel", "address"), name="delivery_is_made_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at=None)),
                name="delivery_sent_facts_agree",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="sending") | models.Q(lease_until__isnull=False),
                name="delivery_is_sent_under_a_lease",
            ),
        )

    def __str__(self) -> str:
        return f"{self.shown_address}: {self.get_state_display()}"

    @property
    def shown_address(self) -> str:
        """For eyes other than its owner's: an address by which anybody could write to a chat,
        a browser or a telephone is only named."""
        if self.channel in BY_PHONE:
            return f"{self.address[:3]}…{self.address[-2:]}"
        if self.channel == Channel.PUSH:
            return self.name or "a browser"
        if self.channel in (Channel.SLACK, Channel.TEAMS):
            return self.destination
        return self.address
