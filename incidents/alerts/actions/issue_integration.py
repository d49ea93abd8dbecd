"""Let a monitoring system in."""

from datetime import datetime

from django.db import transaction

from incidents.alerts.models import Integration
from incidents.alerts.models.integration import digest
from portal.people.actions.audit import audit
from portal.people.models import User


@transaction.atomic
def issue_integration(
    *, name: str, by: User | None, at: datetime, secret: str = ""
) -> tuple[Integration, str]:
    """The integration and its secret, readable this once. Issuing again for the same name
    replaces the secret."""
    raw = secret or Integration.new_secret()
    integration, created = Integration.objects.update_or_create(
        name=name, defaults={"digest": digest(raw), "enabled": True}
    )
    audit(
        by=by,
        at=at,
        verb="issued" if created else "replaced the secret of",
        subject=f"alerts.integration:{integration.pk}",
        subject_name=name,
    )
    return integration, raw
