"""Words on the page that no incident stands behind."""

from datetime import datetime

from django.core.validators import URLValidator
from django.db import models

from portal.people.models import User
from statuspage.models.audience import Audience, for_everybody, for_person
from statuspage.models.page import new_public_id


class AnnouncementTone(models.TextChoices):
    INFO = "info", "Information"
    MAINTENANCE = "maint", "Maintenance"
    ATTENTION = "degraded", "Attention"


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def public(self) -> "AnnouncementQuerySet":
        """What outsiders may know of; every public surface reads through here."""
        return self.filter(for_everybody(self.model), withdrawn_at=None)

    def visible_to(self, user: User) -> "AnnouncementQuerySet":
        return self.filter(for_person(self.model, user), withdrawn_at=None)

    def shown(self, *, at: datetime) -> "AnnouncementQuerySet":
        return self.filter(starts_at__lte=at).filter(
            models.Q(ends_at=None) | models.Q(ends_at__gt=at)
        )

    def newest_first(self) -> "AnnouncementQuerySet":
        return self.order_by("-starts_at", "-pk")


class Announcement(models.Model):
    """A banner: shown from `starts_at` until `ends_at` (open end: until it is withdrawn), on
    the page and, where `in_product`, by the element embedded in the product."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    title = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    tone = models.CharField(max_length=8, choices=AnnouncementTone, default=AnnouncementTone.INFO)
    link = models.URLField(blank=True, validators=[URLValidator(schemes=["https", "http"])])
    in_product = models.BooleanField(default=False, help_text="Also shown by the embedded element.")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    audiences = models.ManyToManyField(
        Audience, blank=True, related_name="+", help_text="Shown to these only; none is everybody."
    )
    translations = models.JSONField(
        default=dict, blank=True, help_text='{"fr": {"title": "…", "text": "…"}}'
    )
    by_name = models.CharField(max_length=160)
    created_at = models.DateTimeField()

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
                name="announcement_ends_after_it_starts",
            ),
        )

    def __str__(self) -> str:
        return self.title
