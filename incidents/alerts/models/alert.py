"""A signal from monitoring."""

from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse

from incidents.alerts.models.integration import Integration
from incidents.alerts.models.policy import AlertPolicy
from incidents.alerts.models.rule import Rule
from incidents.alerts.models.suppression import Suppression
from incidents.catalog.models import Service
from incidents.record.models import Incident
from portal.people.models import User


class AlertStatus(models.TextChoices):
    FIRING = "firing", "Firing"
    RESOLVED = "resolved", "Resolved"


class AlertQuerySet(models.QuerySet["Alert"]):
    def newest_first(self) -> "AlertQuerySet":
        return self.order_by("-starts_at", "-pk")

    def visible_to(self, user: User | AnonymousUser) -> "AlertQuerySet":
        """Alerts of a private incident are as private as it is."""
        return self.filter(
            models.Q(incident=None) | models.Q(incident__in=Incident.objects.visible_to(user))
        )

    def of_the_same(self, alert: "Alert") -> "AlertQuerySet":
        """Every occurrence of what this is one of."""
        return self.filter(integration=alert.integration_id, fingerprint=alert.fingerprint)

    def firing(self) -> "AlertQuerySet":
        return self.filter(status=AlertStatus.FIRING)

    def suppressed(self) -> "AlertQuerySet":
        return self.filter(_SUPPRESSED)

    def snoozed(self, person: User, *, at: datetime) -> "AlertQuerySet":
        return self.filter(_snoozed(person, at))

    def waiting(self, person: User, *, at: datetime) -> "AlertQuerySet":
        """Firing, and nobody and nothing has taken them up."""
        return self.firing().filter(_waiting(person, at))

    def stale(self, *, at: datetime, hours: int) -> "AlertQuerySet":
        """Firing by the last word of them, which is long ago."""
        heard = Coalesce("heard_at", "received_at")
        return self.firing().alias(heard=heard).filter(heard__lt=at - timedelta(hours=hours))

    def free(self) -> "AlertQuerySet":
        """Firing, and in no incident."""
        return self.firing().filter(incident=None)

    def counted(self, person: User, *, at: datetime) -> dict[str, int]:
        """How many of those in no incident wait, are suppressed, are snoozed."""
        many = models.Count
        return self.free().aggregate(
            waiting=many("pk", filter=_waiting(person, at)),
            suppressed=many("pk", filter=_SUPPRESSED),
            snoozed=many("pk", filter=models.Q(_snoozed(person, at))),
        )


# What monitoring sends to be heard: Prometheus' Watchdog always fires, and nobody acts on it.
NO_SEVERITY = "none"
_SUPPRESSED = models.Q(suppressed_by__isnull=False, suppressed_by__ended_at=None)


def _waiting(person: User, at: datetime) -> models.Q:
    free = models.Q(suppressed_by=None) | models.Q(suppressed_by__ended_at__isnull=False)
    sign_of_life = models.Q(labels__contains={"severity": NO_SEVERITY})
    return models.Q(free, ~_snoozed(person, at), ~sign_of_life, incident=None)


def _snoozed(person: User, at: datetime) -> models.Exists:
    mine = models.Q(person=None) | models.Q(person=person)
    return models.Exists(Snooze.objects.filter(mine, alert=models.OuterRef("pk"), until__gt=at))


class Alert(models.Model):
    """One occurrence: a fingerprint and when it started. Its state is folded by the source's
    own time, so a resolve may arrive before its fire."""

    integration = models.ForeignKey(Integration, on_delete=models.PROTECT, related_name="alerts")
    fingerprint = models.CharField(max_length=120)
    group_key = models.CharField(max_length=500)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=AlertStatus)
    title = models.CharField(max_length=240)
    labels = models.JSONField(default=dict)
    annotations = models.JSONField(default=dict)
    generator_url = models.CharField(max_length=1000, blank=True)
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.SET_NULL)
    incident = models.ForeignKey(
        Incident, null=True, blank=True, on_delete=models.PROTECT, related_name="alerts"
    )
    received_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.CharField(
        max_length=160, blank=True, db_default="", help_text="Who did so, where it came from."
    )
    heard_at = models.DateTimeField(null=True, blank=True, help_text="The last word of it.")
    level = models.PositiveSmallIntegerField("severity", null=True, blank=True)
    rule = models.ForeignKey(
        Rule, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    suppressed_by = models.ForeignKey(
        Suppression,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="alerts",
        db_index=False,
    )
    flapping = models.BooleanField(default=False, db_default=False)
    maintenance = models.CharField(
        max_length=240, blank=True, db_default="", help_text="Planned work as it began."
    )

    objects = AlertQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("-starts_at", "-id"), name="alert_newest_first"),
            models.Index(fields=("integration", "group_key"), name="alert_group"),
            models.Index(
                fields=("-starts_at", "-id"),
                name="alert_firing",
                condition=models.Q(status="firing"),
            ),
            models.Index(fields=("incident", "status", "starts_at"), name="alert_of_incident"),
            models.Index(
                fields=("suppressed_by",),
                name="alert_suppressed",
                condition=models.Q(suppressed_by__isnull=False),
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("integration", "fingerprint", "starts_at"), name="alert_occurs_once"
            ),
            models.CheckConstraint(
                condition=models.Q(status="resolved", ends_at__isnull=False)
                | models.Q(status="firing", ends_at=None),
                name="alert_ended_facts_agree",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("alerts:alert", args=[self.pk])

    @property
    def is_firing(self) -> bool:
        return self.status == AlertStatus.FIRING

    @property
    def is_suppressed(self) -> bool:
        return self.suppressed_by is not None and self.suppressed_by.ended_at is None

    def is_stale(self, policy: AlertPolicy, *, at: datetime) -> bool:
        heard = self.heard_at or self.received_at
        return self.is_firing and heard < at - timedelta(hours=policy.stale_hours)

    @property
    def took(self) -> timedelta | None:
        return max(self.ends_at - self.starts_at, timedelta()) if self.ends_at else None

    def lasted(self, *, at: datetime) -> timedelta:
        return max((self.ends_at or at) - self.starts_at, timedelta())


class Snooze(models.Model):
    """Out of the list of what waits until then, for one person or for all."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="snoozes")
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    until = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: "models.Manager[Snooze]" = models.Manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("at")), name="snooze_ends_after_it_begins"
            ),
        )

    def __str__(self) -> str:
        return f"{self.alert}, until {self.until:%d %b %H:%M}"


class LastWord(models.Model):
    """When a source that tells moments only last said what of one fingerprint, by its own
    time, so that what comes late or twice changes nothing."""

    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=120)
    fired_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("integration", "fingerprint"), name="last_word_is_one_a_fingerprint"
            ),
        )

    def __str__(self) -> str:
        return self.fingerprint
