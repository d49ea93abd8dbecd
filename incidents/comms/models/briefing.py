"""Links that show executives where things stand, without signing in."""

import hashlib
import secrets
from datetime import datetime

from django.db import models

from incidents.record.models import Incident
from portal.people.models import User


def digest(raw: str) -> str:
    return hashlib.sha256(raw.encode()).hexdigest()


class BriefingLinkQuerySet(models.QuerySet["BriefingLink"]):
    def for_secret(self, raw: str) -> "BriefingLink | None":
        """Whose link it is: its digest is looked up, so no answer takes longer for a secret
        that is nearly right."""
        return self.select_related("incident", "made_by").filter(digest=digest(raw)).first()

    def newest_first(self) -> "BriefingLinkQuerySet":
        return self.select_related("made_by", "revoked_by").order_by("-made_at", "-pk")

    def of(self, incident: Incident | None) -> "BriefingLinkQuerySet":
        return self.filter(incident=incident)


class BriefingLink(models.Model):
    """A read-only page about one incident, or about all that are open, for whoever has the
    link: 256 bits, shown once, kept as SHA-256, good until it expires or is revoked. It shows
    what its maker may see."""

    incident = models.ForeignKey(
        Incident, null=True, on_delete=models.PROTECT, related_name="briefing_links"
    )
    name = models.CharField("for whom", max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    shows_private = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = BriefingLinkQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("incident", "-made_at"), name="briefings_of_incident"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")),
                name="briefing_expires_after_it_is_made",
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at=None, revoked_by=None)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="briefing_revoked_facts_agree",
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="briefing_says_for_whom"),
        )

    def __str__(self) -> str:
        about = self.incident.reference if self.incident else "all open incidents"
        return f"Briefing on {about} for {self.name}"

    @staticmethod
    def new_secret() -> str:
        return secrets.token_urlsafe(32)

    def works(self, *, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at
