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


LANGUAGES = ("en", "fr", "es", "de")


def only_english() -> list[str]:
    return ["en"]


def known_languages(value: object) -> None:
    if not isinstance(value, list) or not value or len(set(map(str, value))) != len(value):
        raise ValidationError('Write a list of different languages, like ["en", "fr"].')
    for one in value:
        if one not in LANGUAGES:
            raise ValidationError(f"{one} is not among the languages: {', '.join(LANGUAGES)}.")


def known_contact(value: str) -> None:
    if not value.startswith(("https://", "mailto:")) or any(one <= " " for one in value):
        raise ValidationError("Write an address that begins with https:// or mailto:.")


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
    description = models.CharField(max_length=240, blank=True, default="", db_default="")
    languages = models.JSONField(
        default=only_english,
        validators=[known_languages],
        help_text='The first is that of the page; others have their addresses: ["en", "fr"].',
    )
    private = models.BooleanField(
        db_default=False, default=False, help_text="Readable only by people who signed in."
    )
    security_contact = models.CharField(
        max_length=240,
        blank=True,
        default="",
        db_default="",
        validators=[known_contact],
        help_text="For security.txt: an https or mailto address.",
    )
    flip_seconds = models.PositiveIntegerField(
        default=120,
        db_default=120,
        help_text="A component's change that is over sooner tells nobody.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveBigIntegerField(default=1, editable=False)

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = "status page"
        constraints = (
            models.CheckConstraint(condition=models.Q(only=True), name="there_is_one_page"),
        )
        permissions = (
            ("publish_notice", "May publish, edit and retract what the status page says"),
            ("manage_subscribers", "May see, add and export subscribers of the status page"),
            ("correct_uptime", "May correct past downtime"),
        )

    def __str__(self) -> str:
        return self.name

    def language_for(self, wanted: str) -> str:
        """The wanted one where the page speaks it, else its own."""
        return wanted if wanted in self.languages else str(self.languages[0])
