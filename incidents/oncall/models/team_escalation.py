"""Requests to other teams and to vendors, each with the time an answer is owed by."""

from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import models

from incidents.catalog.models import Team, Vendor
from incidents.oncall.models.asking import TeamKind
from incidents.oncall.models.page import Page
from incidents.record.models import Attachment, Entry, Incident
from portal.people.models import User


class RequestState(models.TextChoices):
    SENT = "sent", "Sent"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    OVERDUE = "overdue", "Overdue"
    ANSWERED = "answered", "Answered"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


WAITING = (RequestState.SENT, RequestState.ACKNOWLEDGED, RequestState.OVERDUE)


class TeamEscalationQuerySet(models.QuerySet["TeamEscalation"]):
    def waiting(self) -> "TeamEscalationQuerySet":
        return self.filter(state__in=WAITING)

    def soonest_first(self) -> "TeamEscalationQuerySet":
        return self.order_by("answer_by", "pk")

    def newest_first(self) -> "TeamEscalationQuerySet":
        return self.order_by("-asked_at", "-pk")

    def visible_to(self, user: User | AnonymousUser) -> "TeamEscalationQuerySet":
        return self.filter(incident__in=Incident.objects.visible_to(user))


class TeamEscalation(models.Model):
    """One thing asked of one team or vendor. Whom it goes to is copied when it is sent, so
    that a change of shift never changes who was asked.

    `details`: what the team needs to be told, label and answer. `questioned`: the questions
    that were put and not answered, when it was sent as it is. `contacts`: the steps in order,
    each people, label, address, note. `heading` is what a mail to a vendor is called.
    """

    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, related_name="team_escalations"
    )
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=14, choices=TeamKind)
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="team_escalations"
    )
    vendor = models.ForeignKey(
        Vendor, null=True, blank=True, on_delete=models.PROTECT, related_name="team_escalations"
    )
    heading = models.CharField(max_length=160)
    problem = models.TextField()
    details = models.JSONField(default=list)
    effect = models.TextField(blank=True)
    help_offered = models.CharField(max_length=240, blank=True)
    entries = models.ManyToManyField(Entry, blank=True, related_name="+")
    attachments = models.ManyToManyField(Attachment, blank=True, related_name="+")
    sent_as_it_is = models.BooleanField(default=False)
    questioned = models.JSONField(default=list)
    state = models.CharField(max_length=14, choices=RequestState, default=RequestState.SENT)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer_by = models.DateTimeField(help_text="When it goes to the next contact.")
    first_answer_by = models.DateTimeField(help_text="The time that was given at first.")
    contacts = models.JSONField(default=list)
    step = models.PositiveSmallIntegerField(default=0)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.CharField(max_length=160, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=160, blank=True)
    answer = models.TextField(blank=True)
    via = models.CharField(max_length=20, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    case_number = models.CharField(max_length=80, blank=True)
    fix_by = models.DateTimeField(null=True, blank=True, help_text="What the agreement says.")
    fixed_at = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=80, null=True, editable=False)

    objects = TeamEscalationQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("state", "answer_by"), name="team_escalation_owed"),)
        constraints = (
            models.UniqueConstraint(
                fields=("incident", "number"), name="team_escalation_has_its_number"
            ),
            models.UniqueConstraint(
                fields=("incident", "key"), name="team_escalation_is_sent_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="vendor", vendor__isnull=False, team=None)
                | (~models.Q(kind="vendor") & models.Q(vendor=None, team__isnull=False)),
                name="team_escalation_asks_one",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["answered", "declined", "withdrawn"], ended_at__isnull=False
                )
                | (
                    ~models.Q(state__in=["answered", "declined", "withdrawn"])
                    & models.Q(ended_at=None)
                ),
                name="team_escalation_ended_facts_agree",
            ),
            models.CheckConstraint(
                condition=models.Q(answer_by__gte=models.F("asked_at")),
                name="team_escalation_is_owed_after_it_is_asked",
            ),
        )

    def __str__(self) -> str:
        return f"{self.asked}: {self.heading}"

    @property
    def asked(self) -> str:
        """Who owes the answer, by name."""
        return f"{self.vendor} support" if self.vendor else str(self.team)

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def took(self) -> timedelta | None:
        return self.ended_at - self.asked_at if self.ended_at else None

    @property
    def acknowledged_after(self) -> timedelta | None:
        return self.acknowledged_at - self.asked_at if self.acknowledged_at else None

    @property
    def next_words(self) -> str:
        """Whom it goes to next, in words; empty when everybody was asked."""
        following = self.next_contact
        return f"{following['label']}, {following['note']}" if following else ""

    @property
    def contact(self) -> dict[str, object]:
        """Who is asked now."""
        return self.contacts[self.step] if self.contacts else {}

    @property
    def next_contact(self) -> dict[str, object] | None:
        """Whom it goes to when nobody answers; None when everybody was asked."""
        return self.contacts[self.step + 1] if self.step + 1 < len(self.contacts) else None

    def is_late(self, *, at: datetime) -> bool:
        return self.is_waiting and self.answer_by <= at


class Contacted(models.Model):
    """One person or address that was asked, and at which step: each step once."""

    escalation = models.ForeignKey(
        TeamEscalation, on_delete=models.PROTECT, related_name="contacted"
    )
    step = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=200)
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    address = models.CharField(max_length=254, blank=True)
    page = models.ForeignKey(
        Page, null=True, blank=True, on_delete=models.PROTECT, related_name="contacted"
    )
    at = models.DateTimeField()

    objects: "models.Manager[Contacted]" = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("escalation", "step", "person", "address"),
                nulls_distinct=False,
                name="contact_is_asked_once_a_step",
            ),
        )

    def __str__(self) -> str:
        return self.label
