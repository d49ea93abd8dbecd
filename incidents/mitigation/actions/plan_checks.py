"""Say what must be seen before it counts as over."""

from datetime import datetime

from django.db import transaction

from incidents.mitigation.models import Check, CheckTemplate
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind
from portal.people.models import User


@transaction.atomic
def plan_checks(*, incident: Incident, by: User | None, at: datetime) -> list[Check]:
    """Copy the templates of the incident's services onto it, those that are not there yet; the
    checks that were added. Planning again after a service was added brings only the new ones."""
    locked = lock_incident(incident=incident)
    if not locked.is_open:
        return []
    known = set(Check.objects.filter(incident=locked).values_list("kind", "name"))
    added = []
    for template in CheckTemplate.objects.fitting(locked.services.all(), level=locked.level):
        if (template.kind, template.name) in known:
            continue
        known.add((template.kind, template.name))
        added.append(
            Check(
                incident=locked,
                kind=template.kind,
                name=template.name,
                how=template.how,
                service=template.service,
                baseline=template.baseline,
                target=template.target,
                position=template.position,
                planned_at=at,
                planned_by=by,
            )
        )
    if added:
        Check.objects.bulk_create(added)
        names = "; ".join(str(check) for check in added)
        add_entry(
            incident=locked,
            kind=EntryKind.SYSTEM,
            body=f"To be checked before this is over: {names}.",
            by=by,
            at=at,
        )
    return added
