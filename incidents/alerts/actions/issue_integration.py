"""Let a monitoring system in, and give it another secret."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.alerts.intake.knowing import forget
from incidents.alerts.kinds import Kind
from incidents.alerts.models import Integration
from incidents.alerts.models.integration import ROUTING_KEY_BYTES, digest
from portal.people.actions.audit import audit
from portal.people.models import User
from portal.sealing import seal

# Sentry and GitLab make their secrets; so short a one would be guessed.
SHORTEST = 12
LONG_AS_A_ROUTING_KEY = 2 * ROUTING_KEY_BYTES


class BadSecret(ValueError):
    """The secret cannot be used; the text says why."""


@transaction.atomic
def issue_integration(
    *,
    name: str,
    by: User | None,
    at: datetime,
    secret: str = "",
    kind: str = Kind.ALERTMANAGER,
    overlap: timedelta = timedelta(0),
) -> tuple[Integration, str]:
    """The integration and its secret, readable this once. Issuing again for the same name
    replaces the secret; the one before counts for the `overlap` besides. Raises BadSecret."""
    known = Integration.objects.select_for_update().filter(name=name).first()
    kind = known.kind if known is not None else kind
    raw = secret or Integration.new_secret(kind)
    _check(raw, kind, known)
    facts = {
        "digest": digest(raw),
        "sealed_secret": seal(raw) if Integration(kind=kind).is_signed else "",
        "previous_digest": known.digest if known is not None and overlap else "",
        "previous_sealed": known.sealed_secret if known is not None and overlap else "",
        "previous_until": at + overlap if known is not None and overlap else None,
    }
    integration, created = Integration.objects.update_or_create(
        name=name, defaults=facts, create_defaults={**facts, "kind": kind}
    )
    forget()
    audit(
        by=by,
        at=at,
        verb="issued" if created else "replaced the secret of",
        subject=f"alerts.integration:{integration.pk}",
        subject_name=name,
    )
    return integration, raw


def _check(raw: str, kind: str, known: Integration | None) -> None:
    if kind == Kind.PAGERDUTY and len(raw) != LONG_AS_A_ROUTING_KEY:
        raise BadSecret(f"A routing key has {LONG_AS_A_ROUTING_KEY} characters.")
    if len(raw) < SHORTEST:
        raise BadSecret(f"A secret has at least {SHORTEST} characters.")
    others = Integration.objects.filter(digest=digest(raw))
    if (others.exclude(pk=known.pk) if known is not None else others).exists():
        raise BadSecret("Another integration uses this secret: each needs its own.")
