"""An incident: the private record of production trouble."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse

from incidents.catalog.models import Policy, Role, Service, severity_label
from incidents.record.models.states import ENDED, FACTS, OPEN, TRANSITIONS, IllegalTransition, State
from portal.people.models import User

PREFIX = "INC-"


class Kind(models.TextChoices):
    INCIDENT = "incident", "Incident"
    NEAR_MISS = "near_miss", "Near miss"
    DRILL = "drill", "Drill"


class StaleVersion(Exception):
    """Somebody else changed the incident since it was read; `changes` say who and what."""

    def __init__(self, reference: str, changes: Sequence[str] = ()) -> None:
        self.changes = tuple(changes)
        what = f" {' '.join(changes)}" if changes else ""
        super().__init__(
            f"{reference} was changed by somebody else while you were writing.{what} "
            "Look at what changed, then send yours again."
        )


class IncidentQuerySet(models.QuerySet["Incident"]):
    def visible_to(self, user: User | AnonymousUser) -> "IncidentQuerySet":
        """Public ones to everyone who may see incidents; private ones to their members."""
        if not user.is_authenticated or not user.has_perm("record.view_incidents"):
            return self.none()
        if user.has_perm("record.see_private"):
            return self
        return self.filter(
            models.Q(private=False)
            | models.Exists(
                Incident.members.through.objects.filter(
                    incident_id=models.OuterRef("pk"), user_id=user.pk
                )
            )
        )

    def open(self) -> "IncidentQuerySet":
        return self.filter(state__in=OPEN)

    def running(self) -> "IncidentQuerySet":
        """Open ones and those still watched after resolution."""
        return self.exclude(state__in=ENDED)

    def owing_an_update(self, *, at: datetime) -> "IncidentQuerySet":
        return self.filter(next_update_due_at__lte=at)

    def newest_first(self) -> "IncidentQuerySet":
        return self.order_by("-declared_at", "-pk")

    def worst_first(self) -> "IncidentQuerySet":
        return self.order_by("level", "declared_at")


class Incident(models.Model):
    """One piece of production trouble, from declaring to closing. Everything said and done
    about it stands on its timeline; its state moves only along ``TRANSITIONS``."""

    number = models.PositiveIntegerField(unique=True, editable=False)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.INCIDENT)
    state = models.CharField(max_length=12, choices=State, default=State.REPORTED)
    level = models.PositiveSmallIntegerField("severity")
    policy = models.JSONField(help_text="The severity's policy when this was declared.")
    source = models.CharField(max_length=40, default="portal")
    declared_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    started_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True, blank=True)
    verifying_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    dismissed_at = models.DateTimeField(null=True, blank=True)
    merged_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    private = models.BooleanField(default=False, help_text="Only its members and managers see it.")
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")
    services = models.ManyToManyField(Service, blank=True, related_name="incidents")
    next_update_due_at = models.DateTimeField(null=True, blank=True)
    notice_id = models.CharField(max_length=20, blank=True, help_text="The public notice's id.")
    channel_name = models.CharField(max_length=80, blank=True)
    bridge_url = models.URLField(blank=True)
    channel_url = models.URLField(max_length=300, blank=True, db_default="")
    ticket_ref = models.CharField(max_length=80, blank=True)
    ticket_url = models.URLField(max_length=300, blank=True, db_default="")
    version = models.PositiveIntegerField(default=1)
    last_seq = models.PositiveIntegerField(default=0, editable=False)
    last_hash = models.CharField(max_length=64, blank=True, editable=False)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        permissions = (
            ("view_incidents", "May see incidents"),
            ("declare_incident", "May declare an incident"),
            ("work_incident", "May work in an incident"),
            ("command_incident", "May command an incident"),
            ("see_private", "May see private incidents"),
        )
        indexes = (
            models.Index(fields=("-declared_at", "-id"), name="incident_newest_first"),
            models.Index(
                fields=("level", "declared_at"),
                name="incident_running",
                condition=~models.Q(state__in=[state.value for state in ENDED]),
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(level__lte=3), name="incident_level_is_0_to_3"
            ),
            models.CheckConstraint(
                condition=models.Q(started_at__lte=models.F("declared_at")),
                name="incident_started_before_declared",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["monitoring", "closed"], resolved_at__isnull=False)
                | (~models.Q(state__in=["monitoring", "closed"]) & models.Q(resolved_at=None)),
                name="incident_resolved_facts_agree",
            ),
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_at__isnull=False)
                | (~models.Q(state="closed") & models.Q(closed_at=None)),
                name="incident_closed_facts_agree",
            ),
            models.CheckConstraint(
                condition=models.Q(state="dismissed", dismissed_at__isnull=False)
                | (~models.Q(state="dismissed") & models.Q(dismissed_at=None)),
                name="incident_dismissed_facts_agree",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state="merged", merged_at__isnull=False, merged_into__isnull=False
                )
                | (~models.Q(state="merged") & models.Q(merged_at=None, merged_into=None)),
                name="incident_merged_facts_agree",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["reported", "dismissed", "merged"])
                | models.Q(activated_at__isnull=False),
                name="incident_active_facts_agree",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="verifying") | models.Q(verifying_at__isnull=False),
                name="incident_verifying_facts_agree",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(resolved_at=None) | models.Q(resolved_at__gte=models.F("declared_at"))
                )
                & (models.Q(closed_at=None) | models.Q(closed_at__gte=models.F("resolved_at"))),
                name="incident_times_are_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("pk")),
                name="incident_is_merged_into_another",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="drill") | models.Q(notice_id=""),
                name="drill_is_never_published",
            ),
            models.CheckConstraint(
                condition=models.Q(private=False) | models.Q(notice_id=""),
                name="private_incident_is_never_published",
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("command:room", args=[self.reference])

    @property
    def reference(self) -> str:
        return f"{PREFIX}{self.number}"

    @property
    def rules(self) -> Policy:
        """The policy that holds for this incident, whatever was edited since."""
        return Policy.from_json(self.policy)

    @property
    def severity_label(self) -> str:
        return severity_label(self.level)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED

    @property
    def is_drill(self) -> bool:
        return self.kind == Kind.DRILL

    @property
    def is_public(self) -> bool:
        return bool(self.notice_id)

    @property
    def display_title(self) -> str:
        return f"DRILL: {self.title}" if self.is_drill else self.title

    def elapsed(self, *, at: datetime) -> timedelta:
        """How long it has lasted: from its start until resolved, or until now."""
        ends = self.resolved_at or self.dismissed_at or self.merged_at or at
        return max(ends - self.started_at, timedelta())

    def holder_of(self, role: Role | str) -> User | None:
        held = self.role_assignments.live().filter(role=role).select_related("person").first()
        return held.person if held else None

    def move_to(self, state: State | str, *, at: datetime, **facts: Any) -> None:
        """Enter a state and set the fact that proves it; the caller saves.

        Raises IllegalTransition where ``TRANSITIONS`` has no such step.
        """
        if state not in TRANSITIONS[self.state]:
            raise IllegalTransition(self.reference, self.state, state)
        if state == State.ACTIVE:
            self.resolved_at = None
            self.verifying_at = None
        if state != State.ACTIVE or self.activated_at is None:
            setattr(self, FACTS[state], at)
        for name, value in facts.items():
            setattr(self, name, value)
        self.state = State(state)
        self.version += 1
