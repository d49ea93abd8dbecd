"""Who asked to be told."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.db.models.functions import Lower

from statuspage.models.component import Component
from statuspage.models.notice import Notice


class SubscriberState(models.TextChoices):
    PENDING = "pending", "Not confirmed"
    ACTIVE = "active", "Active"
    GONE = "gone", "Unsubscribed"


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def active(self) -> "SubscriberQuerySet":
        return self.filter(state=SubscriberState.ACTIVE)

    def unconfirmed_since(self, moment: datetime) -> "SubscriberQuerySet":
        return self.filter(state=SubscriberState.PENDING, created_at__lt=moment)

    def wanting(self, notice: Notice, components: Iterable[Component]) -> "SubscriberQuerySet":
        """Active ones who asked for everything, for one of the components, or for the notice."""
        named = Subscriber.components.through.objects.filter(
            subscriber_id=models.OuterRef("pk"), component__in=list(components)
        )
        return self.active().filter(
            models.Q(only_notice=notice)
            | models.Q(only_notice=None, everything=True)
            | models.Q(models.Exists(named), only_notice=None, everything=False)
        )


class Subscriber(models.Model):
    """An address that confirmed it wants to be told (or has yet to)."""

    email = models.EmailField(max_length=254)
    state = models.CharField(max_length=8, choices=SubscriberState, default=SubscriberState.PENDING)
    everything = models.BooleanField(default=True)
    components = models.ManyToManyField(Component, blank=True, related_name="subscribers")
    only_notice = models.ForeignKey(
        Notice, null=True, blank=True, on_delete=models.CASCADE, related_name="subscribers"
    )
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                Lower("email"), "only_notice", nulls_distinct=False, name="address_subscribes_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="gone", gone_at__isnull=False)
                | (~models.Q(state="gone") & models.Q(gone_at=None)),
                name="gone_subscriber_facts_agree",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="active") | models.Q(confirmed_at__isnull=False),
                name="active_subscriber_confirmed",
            ),
        )

    def __str__(self) -> str:
        return self.email


class Wish(models.Model):
    """What somebody typed into the subscribe form, not yet looked at: the request that
    writes it does the same work whoever asks."""

    email = models.EmailField(max_length=254)
    components = models.JSONField(default=list)
    notice = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()

    objects: "models.Manager[Wish]" = models.Manager()

    class Meta:
        verbose_name_plural = "wishes"

    def __str__(self) -> str:
        return f"{self.email}, {self.at:%d %b %H:%M}"
