"""What users see, in one sentence."""

from datetime import datetime

from django.db import transaction

from incidents.mitigation.actions.observe_check import observe_check
from incidents.mitigation.models import Check, CheckKind
from incidents.record.models import Incident
from portal.people.models import User

NAME = "What users see"


@transaction.atomic
def see_users(*, incident: Incident, observed: str, by: User | None, at: datetime) -> Check:
    """A passed check of users for an incident that was resolved without a plan."""
    check, _ = Check.objects.get_or_create(
        incident=incident,
        kind=CheckKind.USER,
        name=NAME,
        defaults={"planned_at": at, "planned_by": by},
    )
    return observe_check(check=check, observed=observed, passed=True, by=by, at=at)
