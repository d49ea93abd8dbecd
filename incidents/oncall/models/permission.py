"""Rights somebody needs for a while, and who can give them."""

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import models

from incidents.record.models import Incident
from portal.people.models import User


class PermissionState(models.TextChoices):
    ASKED = "asked", "Asked"
    GRANTED = "granted", "Granted"
    REFUSED = "refused", "Refused"
    TIMED_OUT = "timed_out", "Not granted in time"
    TAKEN_BACK = "taken_back", "Taken back"
    WITHDRAWN = "withdrawn", "Withdrawn"


class PermissionRequestQuerySet(models.QuerySet["PermissionRequest"]):
    def undecided(self) -> "PermissionRequestQuerySet":
        return self.filter(state__in=[PermissionState.ASKED, PermissionState.TIMED_OUT])

    def visible_to(self, user: User | AnonymousUser) -> "PermissionRequestQuerySet":
        return self.filter(incident__in=Incident.objects.visible_to(user))


class PermissionRequest(models.Model):
    """A right asked for: what, where, why and for how long. What is done without it is said
    beforehand, so that nobody waits beyond the time-box."""

    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, related_name="permission_requests"
    )
    number = models.PositiveIntegerField()
    what = models.CharField(max_length=200)
    where = models.CharField(max_length=160)
    why = models.CharField(max_length=240)
    minutes = models.PositiveIntegerField(help_text="For how long the right is needed.")
    fallback = models.CharField(max_length=200, help_text="What is done without it.")
    granter = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", help_text="Who can give it."
    )
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer_by = models.DateTimeField(help_text="After this it is done without.")
    state = models.CharField(max_length=12, choices=PermissionState, default=PermissionState.ASKED)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=240, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = PermissionRequestQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("incident", "number"), name="permission_request_has_its_number"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["granted", "taken_back", "refused"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                )
                | (
                    ~models.Q(state__in=["granted", "taken_back", "refused"])
                    & models.Q(decided_at=None, decided_by=None)
                ),
                name="permission_decided_facts_agree",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["granted", "taken_back"], expires_at__isnull=False)
                | (~models.Q(state__in=["granted", "taken_back"]) & models.Q(expires_at=None)),
                name="permission_that_was_granted_expires",
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__gte=1), name="permission_is_for_a_while"
            ),
        )

    def __str__(self) -> str:
        return f"{self.what} on {self.where}"

    @property
    def is_undecided(self) -> bool:
        return self.state in {PermissionState.ASKED, PermissionState.TIMED_OUT}

    @property
    def is_live(self) -> bool:
        """Somebody still has to do something about it."""
        return self.is_undecided or self.state == PermissionState.GRANTED

    @property
    def took(self) -> timedelta | None:
        return self.decided_at - self.asked_at if self.decided_at else None
