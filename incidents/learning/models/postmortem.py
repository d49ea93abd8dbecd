"""What made it possible, and what will change."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from incidents.record.models import Incident
from portal.people.models import User

# The sections of a postmortem, in the order they are read.
SECTIONS = (
    "summary",
    "impact",
    "root_cause",
    "contributing_factors",
    "detection",
    "remediation",
    "lessons",
)


class PostmortemState(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    SENT_BACK = "sent_back", "Sent back"
    APPROVED = "approved", "Approved"
    PUBLISHED = "published", "Published"
    WAIVED = "waived", "Waived"


TRANSITIONS: dict[str, tuple[PostmortemState, ...]] = {
    PostmortemState.DRAFT: (PostmortemState.IN_REVIEW, PostmortemState.WAIVED),
    PostmortemState.IN_REVIEW: (PostmortemState.SENT_BACK, PostmortemState.APPROVED),
    PostmortemState.SENT_BACK: (PostmortemState.IN_REVIEW, PostmortemState.WAIVED),
    PostmortemState.APPROVED: (PostmortemState.PUBLISHED,),
    PostmortemState.PUBLISHED: (),
    PostmortemState.WAIVED: (),
}
STILL_OWED = (PostmortemState.DRAFT, PostmortemState.SENT_BACK)


class IllegalStep(Exception):
    """The postmortem cannot go from its state to the one asked for."""

    def __init__(self, current: str, wanted: str) -> None:
        ways = [state.label.lower() for state in TRANSITIONS[current]]
        here = PostmortemState(current).label.lower()
        way = f"From here it can be {' or '.join(ways)}." if ways else "It is finished."
        super().__init__(
            f"The postmortem is {here}, not to be {PostmortemState(wanted).label.lower()}. {way}"
        )


class PostmortemQuerySet(models.QuerySet["Postmortem"]):
    def owed(self) -> "PostmortemQuerySet":
        return self.filter(state__in=STILL_OWED)

    def soonest_first(self) -> "PostmortemQuerySet":
        return self.order_by("due_at")


class Postmortem(models.Model):
    """One per incident that policy demands it of. It examines mechanisms, never people; its
    timeline is drawn from the room and never typed again. The approver is not the owner."""

    incident = models.OneToOneField(Incident, on_delete=models.PROTECT, related_name="postmortem")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="postmortems")
    state = models.CharField(max_length=12, choices=PostmortemState, default=PostmortemState.DRAFT)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="Why it was waived or sent back.")
    summary = models.TextField(blank=True)
    impact = models.TextField(blank=True)
    root_cause = models.TextField(blank=True)
    contributing_factors = models.TextField(blank=True)
    detection = models.TextField(blank=True)
    remediation = models.TextField(blank=True)
    lessons = models.TextField(blank=True)
    hidden_entries = ArrayField(models.PositiveIntegerField(), default=list, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PostmortemQuerySet.as_manager()

    class Meta:
        permissions = (
            ("write_postmortem", "May write postmortems"),
            ("approve_postmortem", "May approve, send back and waive postmortems"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=["approved", "published"], approved_by__isnull=False)
                | (
                    ~models.Q(state__in=["approved", "published"])
                    & models.Q(approved_by=None, approved_at=None)
                ),
                name="postmortem_approved_facts_agree",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("owner")),
                name="postmortem_is_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["waived", "sent_back"]) | ~models.Q(reason=""),
                name="postmortem_says_why_it_was_refused",
            ),
        )

    def __str__(self) -> str:
        return f"Postmortem of {self.incident.reference}"

    def get_absolute_url(self) -> str:
        return reverse("learning:postmortem", args=[self.incident.reference])

    def move_to(self, state: str, *, at: datetime) -> None:
        """Enter a state; the caller saves. Raises IllegalStep."""
        if state not in TRANSITIONS[self.state]:
            raise IllegalStep(self.state, state)
        if state == PostmortemState.IN_REVIEW:
            self.submitted_at = at
        self.state = PostmortemState(state)
        self.version += 1


class Why(models.Model):
    """One question and its answer in a chain of whys."""

    postmortem = models.ForeignKey(Postmortem, on_delete=models.CASCADE, related_name="whys")
    chain = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField()
    question = models.CharField(max_length=240)
    answer = models.TextField()

    objects: "models.Manager[Why]" = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("postmortem", "chain", "position"), name="why_has_its_place"
            ),
        )

    def __str__(self) -> str:
        return self.question
