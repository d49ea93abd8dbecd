"""Who sends alerts."""

import hashlib
import secrets

from django.db import connection, models

from incidents.catalog.models import Service

PREFIX = "aci_"


def digest(raw: str) -> str:
    return hashlib.sha256(raw.encode()).hexdigest()


_WHOSE = "SELECT id, last_seen_at FROM alerts_integration WHERE digest = %s AND enabled"


class IntegrationQuerySet(models.QuerySet["Integration"]):
    def for_secret(self, raw: str) -> "Integration | None":
        """Who holds the secret; every alert asks this, so it is asked without composing."""
        if not raw:
            return None
        with connection.cursor() as cursor:
            cursor.execute(_WHOSE, [digest(raw)])
            row = cursor.fetchone()
        return Integration.from_db(None, ("id", "last_seen_at"), row) if row else None


class Integration(models.Model):
    """A monitoring system with a secret of its own: 256 bits, shown once, kept as SHA-256."""

    name = models.CharField(max_length=80, unique=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    enabled = models.BooleanField(default=True)
    default_service = models.ForeignKey(
        Service,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        help_text="For alerts that no rule gives a service.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = IntegrationQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def new_secret() -> str:
        return PREFIX + secrets.token_urlsafe(32)
