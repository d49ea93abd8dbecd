"""The public page itself: one row."""

import secrets
import string
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models

_ALPHABET = string.ascii_lowercase + string.digits


def new_public_id() -> str:
    """Twelve random characters [a-z0-9]: nothing can be counted or guessed from it."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))


def known_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(f"{name} is no time zone. Write one like Europe/Berlin, or UTC.")


class PageQuerySet(models.QuerySet["Page"]):
    def the_page(self) -> "Page":
        page, _ = self.get_or_create(only=True)
        return page


class Page(models.Model):
    """What customers read. `revision` moves in the transaction of every public change: while
    the published snapshot carries a lower one, publishing is owed."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    name = models.CharField(max_length=80, default="Status")
    time_zone = models.CharField(
        max_length=64,
        default="UTC",
        validators=[known_time_zone],
        help_text="Days begin and times are written in this zone.",
    )
    support_url = models.URLField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveBigIntegerField(default=1, editable=False)

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = "status page"
        constraints = (
            models.CheckConstraint(condition=models.Q(only=True), name="there_is_one_page"),
        )

    def __str__(self) -> str:
        return self.name
