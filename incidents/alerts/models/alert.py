"""A signal from monitoring."""

from django.contrib.auth.models import AnonymousUser
from django.db import models

from incidents.alerts.models.integration import Integration
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

    def firing(self) -> "AlertQuerySet":
        return self.filter(status=AlertStatus.FIRING)


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

    objects = AlertQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("-starts_at", "-id"), name="alert_newest_first"),
            models.Index(fields=("integration", "group_key"), name="alert_group"),
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
