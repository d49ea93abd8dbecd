"""Keys that programs hold."""

import hashlib
import secrets
from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from portal.people.models.user import User


def digest(raw: str) -> str:
    return hashlib.sha256(raw.encode()).hexdigest()


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def usable(self, *, at: datetime) -> "ApiTokenQuerySet":
        return self.filter(revoked_at=None).filter(
            models.Q(expires_at=None) | models.Q(expires_at__gt=at)
        )

    def newest_first(self) -> "ApiTokenQuerySet":
        return self.order_by("-created_at", "-pk")

    def for_raw(self, raw: str, *, scope: str, at: datetime) -> "ApiToken | None":
        """The usable token behind a bearer string, or None."""
        return self.usable(at=at).filter(digest=digest(raw), scopes__contains=[scope]).first()


class ApiToken(models.Model):
    """A 256-bit secret shown once and stored as SHA-256, with the scopes it opens."""

    PREFIX = "ack_"

    name = models.CharField(max_length=120)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_tokens")
    start = models.CharField(max_length=12, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=40))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["ApiToken"]] = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = "API token"

    def __str__(self) -> str:
        return f"{self.name} ({self.start}…)"

    @classmethod
    def new_raw(cls) -> str:
        return cls.PREFIX + secrets.token_urlsafe(32)
