"""Pages to people, and every way that was tried."""

from datetime import datetime, timedelta
from typing import NotRequired, TypedDict

from django.db import models

from incidents.oncall.models.escalation import Escalation
from incidents.record.models import Incident
from portal.people.models import User
from portal.post.drafts import Channel
from portal.post.models import Delivery


class PageState(models.TextChoices):
    SENT = "sent", "Waiting for an answer"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    DECLINED = "declined", "Declined"
    SILENT = "silent", "Silent"
    STOPPED = "stopped", "Not needed any more"


class DeclineReason(models.TextChoices):
    """What somebody who cannot come may say with one tap."""

    AWAY = "away", "I am away from a computer"
    BUSY = "busy", "I am on another incident"
    NOT_MINE = "not_mine", "I do not know this system"
    UNWELL = "unwell", "I am not fit to work"


class PlanStep(TypedDict):
    """One way to a person: so many minutes after the page. `quiet` (from, until, zone) are
    hours of the night in which it waits for the morning."""

    minutes: int
    channel: str
    address: str
    label: str
    quiet: NotRequired[list[str]]


class PageQuerySet(models.QuerySet["Page"]):
    def waiting(self) -> "PageQuerySet":
        return self.filter(state=PageState.SENT)

    def answering(self) -> "PageQuerySet":
        """Those who were called and may still come, or came."""
        return self.filter(state__in=[PageState.SENT, PageState.ACKNOWLEDGED])

    def coming(self) -> "PageQuerySet":
        """Whoever acknowledged and did not fall silent afterwards."""
        return self.filter(state=PageState.ACKNOWLEDGED, quiet_at=None)

    def asking(self) -> "PageQuerySet":
        """Those that want a word of their person: come, also late where nobody else does, or
        still on it."""
        again = models.Q(state=PageState.ACKNOWLEDGED, reminded_at__isnull=False, quiet_at=None)
        others = Page.objects.coming().filter(incident=models.OuterRef("incident"))
        late = models.Q(state=PageState.SILENT) & ~models.Exists(others.filter(to_command=False))
        again = (again | late) & models.Q(incident__in=Incident.objects.open())
        return self.filter(models.Q(state=PageState.SENT) | again)

    def for_person(self, person: User) -> "PageQuerySet":
        return self.filter(person=person)

    def in_order(self) -> "PageQuerySet":
        return self.order_by("asked_at", "pk")


class Page(models.Model):
    """An urgent call to one person, which demands an acknowledgement. A ladder that calls the
    same person again calls by the same page."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="pages")
    escalation = models.ForeignKey(
        Escalation, null=True, blank=True, on_delete=models.PROTECT, related_name="pages"
    )
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="pages")
    rung = models.PositiveSmallIntegerField(default=0)
    trigger = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="Counts up when it fails again after a recovery."
    )
    lap = models.PositiveSmallIntegerField(default=1, db_default=1)
    calls = models.PositiveSmallIntegerField(
        default=1, db_default=1, help_text="How often the ladder came to this person."
    )
    plan = models.JSONField(
        default=list, db_default=[], help_text="Ways in order, as they were when it was sent."
    )
    to_command = models.BooleanField(default=False)
    reason = models.CharField(max_length=240)
    state = models.CharField(max_length=14, choices=PageState, default=PageState.SENT)
    asked_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True, blank=True, help_text="When last.")
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    via = models.CharField(max_length=20, blank=True)
    declined_because = models.CharField(
        max_length=12, choices=DeclineReason, blank=True, db_default=""
    )
    reminded_at = models.DateTimeField(
        null=True, blank=True, help_text="When who acknowledged was asked: still on it?"
    )
    quiet_at = models.DateTimeField(
        null=True, blank=True, help_text="When who acknowledged was given up."
    )

    objects = PageQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("person", "state"), name="page_of_person"),)
        constraints = (
            models.UniqueConstraint(
                fields=("escalation", "person"), name="person_is_paged_once_per_escalation"
            ),
            models.UniqueConstraint(
                fields=("incident", "person", "trigger"),
                condition=models.Q(escalation__isnull=False),
                name="person_is_paged_once_per_trigger",
            ),
            models.UniqueConstraint(
                fields=("incident", "person"),
                condition=models.Q(state="sent"),
                name="person_is_asked_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["acknowledged", "declined"], answered_at__isnull=False
                )
                | (~models.Q(state__in=["acknowledged", "declined"]) & models.Q(answered_at=None)),
                name="page_answered_facts_agree",
            ),
        )

    def __str__(self) -> str:
        return f"Page to {self.person}: {self.get_state_display()}"

    @property
    def took(self) -> timedelta | None:
        return self.answered_at - self.asked_at if self.answered_at else None

    def waited(self, *, at: datetime) -> timedelta:
        return at - self.asked_at

    @property
    def last_called_at(self) -> datetime:
        return self.called_at or self.asked_at

    @property
    def topic(self) -> str:
        """What everything sent for it goes by, so that an answer stops what has not left."""
        return f"page:{self.pk}"


class CallQuerySet(models.QuerySet["Call"]):
    def unanswered(self) -> "CallQuerySet":
        return self.filter(page__state__in=[PageState.SENT, PageState.SILENT])

    def in_order(self) -> "CallQuerySet":
        return self.order_by("at", "pk")


class Call(models.Model):
    """One way tried for a page; what became of it is the delivery's to say."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="tries")
    number = models.PositiveSmallIntegerField(help_text="Which call of the page this was.")
    step = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=16, choices=Channel)
    label = models.CharField(max_length=80, help_text="The way as its owner knows it.")
    at = models.DateTimeField()
    delivery = models.ForeignKey(Delivery, null=True, on_delete=models.SET_NULL, related_name="+")
    failed_at = models.DateTimeField(null=True, blank=True)
    failed_why = models.CharField(max_length=240, blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("page", "number", "step"), name="way_is_tried_once_a_call"
            ),
        )

    def __str__(self) -> str:
        return f"{self.label} to {self.page.person}"
