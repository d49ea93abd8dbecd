"""The time committed for the next update."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models

from incidents.comms.models.audience import Audience
from incidents.comms.models.update import Update
from incidents.record.models import Incident


class PromiseState(models.TextChoices):
    OPEN = "open", "Open"
    KEPT = "kept", "Kept"
    LATE = "late", "Late"
    MISSED = "missed", "Missed"
    RELEASED = "released", "Released"


class Release(models.TextChoices):
    """Why a promise was let go of."""

    RESOLVED = "resolved", "the incident was resolved"
    DISMISSED = "dismissed", "it was no incident"
    MERGED = "merged", "it continues in another incident"
    SOONER = "sooner", "an earlier time was promised instead"
    ENDED = "ended", "the incident ended"


class PromiseQuerySet(models.QuerySet["Promise"]):
    def unsettled(self) -> "PromiseQuerySet":
        """Still owed: open ones, and missed ones nobody has answered yet."""
        return self.filter(state=PromiseState.OPEN)

    def held_in_silence(self) -> "PromiseQuerySet":
        """A holding update spoke, and no person has since."""
        return self.filter(held_by__isnull=False, update=None)

    def for_incident(self, incident: Incident) -> "PromiseQuerySet":
        return self.filter(incident=incident)

    def soonest_first(self) -> "PromiseQuerySet":
        return self.order_by("due_at", "pk")

    def newest_first(self) -> "PromiseQuerySet":
        return self.order_by("-due_at", "-pk")


class Promise(models.Model):
    """One audience of one incident hears again by this time. A person's word in time keeps
    it; a later one, or an automatic holding update, makes it late; five minutes of silence
    miss it. The clock never looks green because a machine spoke.

    It is settled by its answer: `update` is a person's, `held_by` the machine's. Five minutes
    past without a person's word the managers are told, also where a holding update went out.
    A missed one stays owed until somebody answers it."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="promises")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="promises")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=PromiseState, default=PromiseState.OPEN)
    settled_at = models.DateTimeField(null=True, blank=True)
    update = models.ForeignKey(
        Update, null=True, blank=True, on_delete=models.PROTECT, related_name="settled"
    )
    held_by = models.ForeignKey(
        Update, null=True, blank=True, on_delete=models.PROTECT, related_name="held"
    )
    released_because = models.CharField(
        max_length=10, choices=Release, blank=True, db_default="", default=""
    )
    nudged_at = models.DateTimeField(null=True, blank=True)
    managers_told_at = models.DateTimeField(null=True, blank=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("incident", "-due_at"), name="promise_history"),)
        constraints = (
            models.UniqueConstraint(
                fields=("incident", "audience"),
                condition=models.Q(state="open"),
                name="one_open_promise_per_audience",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", settled_at=None, update=None, held_by=None)
                | (~models.Q(state="open") & models.Q(settled_at__isnull=False)),
                name="promise_settled_facts_agree",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="kept")
                | models.Q(update__isnull=False, held_by=None, settled_at__lte=models.F("due_at")),
                name="kept_promise_was_answered_in_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="late")
                | models.Q(held_by__isnull=False)
                | models.Q(update__isnull=False, settled_at__gt=models.F("due_at")),
                name="late_promise_was_answered_late_or_held",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="missed") | models.Q(managers_told_at__isnull=False),
                name="missed_promise_says_when",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="released")
                | models.Q(update=None, held_by=None, managers_told_at=None),
                name="released_promise_was_not_broken",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="released") | ~models.Q(released_because=""),
                name="released_promise_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.audience} by {self.due_at:%H:%M}: {self.get_state_display()}"

    @property
    def verdict(self) -> str:
        """The state as it counts: an open one that was missed is missed already."""
        missing = self.state == PromiseState.OPEN and self.managers_told_at is not None
        return PromiseState.MISSED if missing else PromiseState(self.state)

    @property
    def lateness(self) -> timedelta | None:
        """How long after the promised time a person spoke; negative when before. None while
        nobody has."""
        return self.update.at - self.due_at if self.update else None

    @property
    def is_silent(self) -> bool:
        """No person has answered it, and nobody let go of it."""
        held = self.held_by_id is not None and self.update_id is None
        return self.state == PromiseState.OPEN or held

    def settle(self, *, update: Update, at: datetime) -> None:
        """Answer it; the caller saves."""
        if self.managers_told_at is not None:
            self.state = PromiseState.MISSED
        elif update.automatic or at > self.due_at:
            self.state = PromiseState.LATE
        else:
            self.state = PromiseState.KEPT
        if update.automatic:
            self.held_by = update
        else:
            self.update = update
        self.settled_at = at


def tally(promises: Iterable[Promise]) -> Counter[str]:
    """How many were kept, late and missed; open and released ones do not count."""
    judged = (PromiseState.KEPT, PromiseState.LATE, PromiseState.MISSED)
    return Counter(str(one.verdict) for one in promises if one.verdict in judged)
