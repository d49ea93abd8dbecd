"""Who asked to be told."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.db.models.functions import Lower

from statuspage.models.component import Component, ComponentGroup
from statuspage.models.notice import Notice


class SubscriberChannel(models.TextChoices):
    EMAIL = "email", "E-mail"
    WEBHOOK = "webhook", "Webhook"
    SLACK = "slack", "Slack"
    TEAMS = "teams", "Microsoft Teams"


class SubscriberState(models.TextChoices):
    PENDING = "pending", "Not confirmed"
    ACTIVE = "active", "Active"
    QUARANTINED = "quarantined", "Quarantined"
    GONE = "gone", "Unsubscribed"


class Volume(models.TextChoices):
    EVERY = "every", "Every update"
    ENDS = "ends", "Start and end"
    MAJOR = "major", "Major and partial outages only"


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def active(self) -> "SubscriberQuerySet":
        return self.filter(state=SubscriberState.ACTIVE)

    def unconfirmed_since(self, moment: datetime) -> "SubscriberQuerySet":
        return self.filter(state=SubscriberState.PENDING, created_at__lt=moment)

    def naming(self, components: Iterable[Component]) -> "SubscriberQuerySet":
        """Those who chose everything, one of the components, or the whole group of one."""
        wanted = list(components)
        named = Subscriber.components.through.objects.filter(
            subscriber_id=models.OuterRef("pk"), component__in=wanted
        )
        grouped = Subscriber.groups.through.objects.filter(
            subscriber_id=models.OuterRef("pk"),
            componentgroup__in={one.group_id for one in wanted if one.group_id is not None},
        )
        return self.filter(
            models.Q(everything=True)
            | models.Q(models.Exists(named))
            | models.Q(models.Exists(grouped))
        )

    def wanting(self, notice: Notice, components: Iterable[Component]) -> "SubscriberQuerySet":
        """Active ones who asked for everything, for one of the components or its group, or for
        the notice itself; whoever wants no maintenance is spared it."""
        general = self.active().filter(only_notice=None).naming(components)
        if notice.is_maintenance:
            general = general.filter(maintenance=True)
        return self.active().filter(
            models.Q(only_notice=notice) | models.Q(pk__in=general.values("pk"))
        )


class Subscriber(models.Model):
    """An address that confirmed it wants to be told (or has yet to). Its scope: everything,
    or chosen components and whole groups (what joins a group later is in it), or one notice.

    Quarantined after it refused what was sent, until `purge_at`. A webhook's secret follows
    from its address and `secret_generation`; the one before stays good `rotating_until`.
    """

    channel = models.CharField(
        max_length=8,
        choices=SubscriberChannel,
        default=SubscriberChannel.EMAIL,
        db_default=SubscriberChannel.EMAIL,
    )
    address = models.CharField(max_length=500)
    state = models.CharField(
        max_length=12, choices=SubscriberState, default=SubscriberState.PENDING
    )
    everything = models.BooleanField(default=True)
    components = models.ManyToManyField(Component, blank=True, related_name="subscribers")
    groups = models.ManyToManyField(ComponentGroup, blank=True, related_name="subscribers")
    volume = models.CharField(
        max_length=8, choices=Volume, default=Volume.EVERY, db_default=Volume.EVERY
    )
    maintenance = models.BooleanField(default=True, db_default=True)
    component_changes = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Also when a component changes without an incident.",
    )
    language = models.CharField(max_length=5, default="en", db_default="en")
    only_notice = models.ForeignKey(
        Notice, null=True, blank=True, on_delete=models.CASCADE, related_name="subscribers"
    )
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)
    quarantined_at = models.DateTimeField(null=True, blank=True)
    quarantine_reason = models.CharField(max_length=240, blank=True, default="", db_default="")
    purge_at = models.DateTimeField(null=True, blank=True)
    secret_generation = models.PositiveSmallIntegerField(default=1, db_default=1)
    rotating_until = models.DateTimeField(null=True, blank=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "channel",
                Lower("address"),
                "only_notice",
                nulls_distinct=False,
                name="address_subscribes_once",
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
            models.CheckConstraint(
                condition=models.Q(
                    state="quarantined", quarantined_at__isnull=False, purge_at__isnull=False
                )
                | (~models.Q(state="quarantined") & models.Q(quarantined_at=None, purge_at=None)),
                name="quarantined_subscriber_facts_agree",
            ),
        )

    def __str__(self) -> str:
        return self.address


class Wish(models.Model):
    """What somebody typed into the subscribe form, not yet looked at: the request that
    writes it does the same work whoever asks. `scope` holds what they chose."""

    channel = models.CharField(
        max_length=8,
        choices=SubscriberChannel,
        default=SubscriberChannel.EMAIL,
        db_default=SubscriberChannel.EMAIL,
    )
    address = models.CharField(max_length=500)
    scope = models.JSONField(default=dict)
    notice = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()

    objects: "models.Manager[Wish]" = models.Manager()

    class Meta:
        verbose_name_plural = "wishes"

    def __str__(self) -> str:
        return f"{self.address}, {self.at:%d %b %H:%M}"
