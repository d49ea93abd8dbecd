"""What made it possible, and what will change."""

from datetime import datetime, timedelta

from django.db import models
from django.urls import reverse

from incidents.learning.deadlines import after_business_days
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
# Handed in at least once and read by others.
HANDED_IN = (PostmortemState.IN_REVIEW, PostmortemState.APPROVED, PostmortemState.PUBLISHED)


class IllegalStep(Exception):
    """The postmortem cannot go from its state to the one asked for."""

    def __init__(self, current: str, wanted: str) -> None:
        ways = [state.label.lower() for state in TRANSITIONS[current]]
        here, there = PostmortemState(current).label.lower(), PostmortemState(wanted).label.lower()
        way = f"From here it can be {' or '.join(ways)}." if ways else "It is finished."
        said = f"already {here}" if current == wanted else f"{here} and cannot be {there}"
        super().__init__(f"The postmortem is {said}. {way}")


class PostmortemQuerySet(models.QuerySet["Postmortem"]):
    def owed(self) -> "PostmortemQuerySet":
        return self.filter(state__in=STILL_OWED)

    def waived_since(self, moment: datetime) -> "PostmortemQuerySet":
        return self.filter(state=PostmortemState.WAIVED, waived_at__gte=moment)

    def soonest_first(self) -> "PostmortemQuerySet":
        return self.order_by("due_at")


def _fact(states: tuple[str, ...], *facts: str) -> models.Q:
    """Set in these states, and in no other."""
    given = models.Q(**{f"{fact}__isnull": False for fact in facts})
    absent = models.Q(**{f"{fact}__isnull": True for fact in facts})
    return (models.Q(state__in=states) & given) | (~models.Q(state__in=states) & absent)


class Postmortem(models.Model):
    """One per incident that policy demands it of. It examines mechanisms, never people; its
    timeline is drawn from the room and never typed again. The approver is no author."""

    incident = models.OneToOneField(Incident, on_delete=models.PROTECT, related_name="postmortem")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="postmortems")
    state = models.CharField(max_length=12, choices=PostmortemState, default=PostmortemState.DRAFT)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField("draft due", help_text="When the draft is due.")
    submitted_at = models.DateTimeField(null=True, blank=True)
    despite = models.TextField(blank=True, help_text="Why it went to review with findings left.")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    waived_at = models.DateTimeField(null=True, blank=True)
    waived_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True, help_text="Why it was waived or sent back.")
    summary = models.TextField(blank=True)
    impact = models.TextField(blank=True)
    root_cause = models.TextField(blank=True)
    contributing_factors = models.TextField(blank=True)
    detection = models.TextField(blank=True)
    remediation = models.TextField(blank=True)
    lessons = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PostmortemQuerySet.as_manager()

    class Meta:
        permissions = (
            ("write_postmortem", "May write postmortems"),
            ("approve_postmortem", "May approve, send back and waive postmortems"),
        )
        constraints = (
            models.CheckConstraint(
                condition=_fact(("approved", "published"), "approved_by", "approved_at"),
                name="postmortem_approved_facts_agree",
            ),
            models.CheckConstraint(
                condition=_fact(("published",), "published_at"),
                name="postmortem_published_facts_agree",
            ),
            models.CheckConstraint(
                condition=_fact(("waived",), "waived_at"), name="postmortem_waived_facts_agree"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=HANDED_IN) | models.Q(submitted_at__isnull=False),
                name="postmortem_submitted_facts_agree",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("owner")),
                name="postmortem_is_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["waived", "sent_back"]) | ~models.Q(reason=""),
                name="postmortem_says_why_it_was_refused",
            ),
            models.CheckConstraint(
                condition=models.Q(due_at__gt=models.F("opened_at")),
                name="postmortem_is_due_after_it_opens",
            ),
        )

    def __str__(self) -> str:
        return f"Postmortem of {self.incident.reference}"

    def get_absolute_url(self) -> str:
        return reverse("learning:postmortem", args=[self.incident.reference])

    @property
    def is_editable(self) -> bool:
        return self.state in STILL_OWED

    @property
    def review_by(self) -> datetime:
        hours = self.incident.rules.postmortem_review_hours
        return self.opened_at + timedelta(hours=hours)

    @property
    def publish_by(self) -> datetime:
        days = self.incident.rules.postmortem_publish_business_days
        return after_business_days(self.opened_at, days)

    def is_written_by(self, person: User) -> bool:
        """Owners and everybody who saved a version of it."""
        return self.owner_id == person.pk or self.revisions.filter(by=person).exists()

    def move_to(self, state: str, *, at: datetime) -> None:
        """Enter a state and set the time that proves it; the caller saves. Raises IllegalStep."""
        if state not in TRANSITIONS[self.state]:
            raise IllegalStep(self.state, state)
        fact = {
            PostmortemState.IN_REVIEW: "submitted_at",
            PostmortemState.APPROVED: "approved_at",
            PostmortemState.PUBLISHED: "published_at",
            PostmortemState.WAIVED: "waived_at",
        }.get(PostmortemState(state))
        if fact:
            setattr(self, fact, at)
        self.state = PostmortemState(state)
        self.version += 1
