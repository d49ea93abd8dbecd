"""Say where in a body of no fixed shape things stand."""

from datetime import datetime
from typing import Any

from django.db import transaction

from incidents.alerts.formats.mapped import check_mapping
from incidents.alerts.models import Integration
from portal.people.actions.audit import audit
from portal.people.models import User


@transaction.atomic
def map_fields(
    *, integration: Integration, mapping: Any, by: User | None, at: datetime
) -> Integration:
    """Raises BadMapping."""
    checked = check_mapping(integration.kind, mapping)
    locked = Integration.objects.select_for_update().get(pk=integration.pk)
    before, locked.mapping = locked.mapping, checked
    locked.save(update_fields=["mapping"])
    audit(
        by=by,
        at=at,
        verb="mapped the fields of",
        subject=f"alerts.integration:{locked.pk}",
        subject_name=locked.name,
        before={"mapping": before},
        after={"mapping": checked},
    )
    return locked
