"""One message on its way to one recipient."""

from django.db import models

from portal.people.models import User
from portal.post.drafts import Channel, Lane
from portal.post.models.message import Message


class DeliveryState(models.TextChoices):
    PENDING = "pending", "Waiting"
    SENDING = "sending", "Sending"
    SENT = "sent", "Sent"
    SUPERSEDED = "superseded", "Superseded"
    SUPPRESSED = "suppressed", "Stopped"
    PARKED = "parked", "Parked"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self) -> "DeliveryQuerySet":
        """Not sent and not begun: may still be superseded or withdrawn."""
        return self.filter(
            models.Q(state=DeliveryState.PENDING)
            | models.Q(state=DeliveryState.SENDING, attempted_at=None)
        )


class Delivery(models.Model):
    """Its state says what is known. While `sending`, a worker holds it by a lease on the
    database's clock; `attempted_at` is committed before anything leaves, so that after a
    crash it is known whether it may have left."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=16, choices=Channel)
    lane = models.CharField(max_length=16, choices=Lane)
    address = models.CharField(max_length=500)
    name = models.CharField(max_length=160, blank=True)
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    fields = models.JSONField(default=dict)
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
                fields=("lane", "id"),
                name="delivery_to_do",
                condition=models.Q(state__in=["pending", "sending"]),
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
        return f"{self.address}: {self.get_state_display()}"
