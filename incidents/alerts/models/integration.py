"""Who sends alerts and changes."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import connection, models

from incidents.alerts.kinds import SIGNED, Kind
from incidents.catalog.models import Service
from portal.people.models import User

PREFIX = "aci_"
# PagerDuty's clients send a routing key of exactly so many characters.
ROUTING_KEY_BYTES = 16


def digest(raw: str) -> str:
    return hashlib.sha256(raw.encode(errors="replace")).hexdigest()


_WHOSE = (
    "SELECT id, kind, most_a_minute, last_seen_at FROM alerts_integration WHERE enabled AND "
    "(digest = %s OR (previous_digest = %s AND previous_until > now()))"
)
# In the order of the fields, as `from_db` reads them.
_ASKED = ("id", "kind", "most_a_minute", "last_seen_at")


class IntegrationQuerySet(models.QuerySet["Integration"]):
    def for_secret(self, raw: str) -> "Integration | None":
        """Who holds the secret, the present one or the one before while both count; every
        alert asks this, so it is asked without composing."""
        if not raw:
            return None
        wanted = digest(raw)
        with connection.cursor() as cursor:
            cursor.execute(_WHOSE, [wanted, wanted])
            row = cursor.fetchone()
        return Integration.from_db(None, _ASKED, row) if row else None

    def listening(self, kind: str) -> "IntegrationQuerySet":
        return self.filter(kind=kind, enabled=True)

    def silent(self) -> "IntegrationQuerySet":
        """Those from which nothing comes although something should."""
        return self.filter(enabled=True, silent_since__isnull=False)

    def by_name(self) -> "IntegrationQuerySet":
        return self.order_by("name")


class Integration(models.Model):
    """A system that sends alerts or changes, with a secret of its own: 256 bits, shown once,
    kept as SHA-256; sealed besides where the source signs with it."""

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(
        max_length=16, choices=Kind, default=Kind.ALERTMANAGER, db_default=Kind.ALERTMANAGER
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    sealed_secret = models.TextField(blank=True, db_default="", editable=False)
    previous_digest = models.CharField(max_length=64, blank=True, db_default="", editable=False)
    previous_sealed = models.TextField(blank=True, db_default="", editable=False)
    previous_until = models.DateTimeField(null=True, blank=True, editable=False)
    enabled = models.BooleanField(default=True)
    default_service = models.ForeignKey(
        Service,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        help_text="For alerts that no rule gives a service.",
    )
    topics = models.TextField(
        blank=True,
        db_default="",
        help_text="SNS topics that may send, one ARN a line. Others are refused.",
    )
    timestamp_header = models.CharField(
        max_length=80,
        blank=True,
        db_default="",
        help_text="Grafana's timestamp header, where its signature has one.",
    )
    mapping = models.JSONField(
        default=dict, blank=True, db_default=models.Value({}, models.JSONField())
    )
    most_a_minute = models.PositiveIntegerField(
        default=120_000,
        db_default=120_000,
        help_text="More than so many a minute are asked to come again later.",
    )
    expected_every = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Minutes. Silent for longer, its owners are told. Empty: it may be silent.",
    )
    owners = models.ManyToManyField(
        User,
        blank=True,
        related_name="integrations",
        help_text="Who is told when it falls silent; nobody: the managers.",
    )
    silent_since = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = IntegrationQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def new_secret(kind: str = Kind.ALERTMANAGER) -> str:
        if kind == Kind.PAGERDUTY:
            return secrets.token_hex(ROUTING_KEY_BYTES)
        return PREFIX + secrets.token_urlsafe(32)

    @property
    def is_signed(self) -> bool:
        """Its source proves itself by a digest with the secret, which is kept sealed for it."""
        return self.kind in SIGNED

    @property
    def topic_list(self) -> list[str]:
        return self.topics.split()

    def is_silent(self, *, at: datetime) -> bool:
        """Nothing came for longer than expected."""
        if self.expected_every is None or not self.enabled:
            return False
        return at - (self.last_seen_at or self.created_at) > timedelta(minutes=self.expected_every)


class Refusal(models.Model):
    """Something an integration sent that was not taken in; the newest are kept, so that
    whoever connects it sees why nothing arrives."""

    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, related_name="refusals")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=400)
    excerpt = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index(fields=("integration", "-at"), name="refusal_newest_first"),)

    def __str__(self) -> str:
        return f"{self.status}: {self.why}"


class Subscription(models.Model):
    """A topic of SNS that asks to be confirmed. Its address is visited only when somebody
    who manages integrations says so."""

    integration = models.ForeignKey(
        Integration, on_delete=models.CASCADE, related_name="subscriptions"
    )
    topic = models.CharField(max_length=300)
    address = models.CharField(max_length=2000)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("integration", "topic"), name="subscription_is_one_a_topic"
            ),
        )

    def __str__(self) -> str:
        return self.topic


class SigningCertificate(models.Model):
    """A certificate that SNS signs with. Its address never holds another one, so it is fetched
    once."""

    address = models.CharField(max_length=500, unique=True)
    pem = models.TextField()
    fetched_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.address
