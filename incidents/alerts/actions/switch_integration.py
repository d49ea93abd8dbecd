"""Listen to an integration, or no more."""

from datetime import datetime

from django.db import transaction

from incidents.alerts.intake.knowing import forget
from incidents.alerts.models import Integration
from portal.people.actions.audit import audit
from portal.people.models import User


@transaction.atomic
def switch_integration(
    *, integration: Integration, enabled: bool, by: User | None, at: datetime
) -> Integration:
    """Of a disabled one nothing is taken, and nobody minds its silence."""
    locked = Integration.objects.select_for_update().get(pk=integration.pk)
    if locked.enabled == enabled:
        return locked
    locked.enabled, locked.silent_since = enabled, None
    locked.save(update_fields=["enabled", "silent_since"])
    forget()
    audit(
        by=by,
        at=at,
        verb="enabled" if enabled else "disabled",
        subject=f"alerts.integration:{locked.pk}",
        subject_name=locked.name,
    )
    return locked
