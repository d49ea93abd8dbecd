"""Calendars that follow the schedule."""

import hashlib
import secrets

from django.db import models

from incidents.catalog.models import Team
from portal.people.models import User


def digest(raw: str) -> str:
    return hashlib.sha256(raw.encode()).hexdigest()


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def for_secret(self, raw: str) -> "CalendarFeed | None":
        """Its digest is looked up, so no answer takes longer for a secret nearly right."""
        found = self.select_related("owner", "team").filter(digest=digest(raw), revoked_at=None)
        return found.filter(owner__is_active=True).first()

    def of(self, person: User) -> "CalendarFeedQuerySet":
        return self.filter(owner=person, revoked_at=None).select_related("team").order_by("pk")


class CalendarFeed(models.Model):
    """The duties of its owner, or of a team's rotations, for whoever has the link: 256 bits,
    shown once, kept as SHA-256, good until it is revoked or its owner leaves."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="calendar_feeds")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = CalendarFeedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Duties of {self.team or self.owner}"

    @staticmethod
    def new_secret() -> str:
        return secrets.token_urlsafe(32)


class HandoffNote(models.Model):
    """What whoever leaves wants whoever comes to know. It goes out with the next hand-over."""

    rotation = models.ForeignKey("Rotation", on_delete=models.CASCADE, related_name="notes")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=2000)
    written_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)

    objects: "models.Manager[HandoffNote]" = models.Manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(text=""), name="handoff_note_says_something"
            ),
        )

    def __str__(self) -> str:
        return f"Note of {self.by} for {self.rotation}"
