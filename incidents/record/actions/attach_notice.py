"""Remember which public notice speaks of an incident."""

from datetime import datetime

from django.db import transaction

from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind
from portal.people.models import User


@transaction.atomic
def attach_notice(
    *,
    incident: Incident,
    notice_id: str,
    by: User | None,
    at: datetime,
    goes_to: str = "",
    came_from: str = "",
) -> Incident:
    """Link the notice; an empty id unlinks one that was retracted or that `goes_to` another
    incident, which remembers where it `came_from`."""
    locked = lock_incident(incident=incident)
    locked.notice_id = notice_id
    locked.version += 1
    locked.save(update_fields=["notice_id", "version"])
    if came_from:
        body = f"The notice of {came_from} on the status page continues here."
    elif goes_to:
        body = f"The notice on the status page continues with {goes_to}."
    else:
        body = "Published on the status page." if notice_id else "Withdrawn from the status page."
    add_entry(
        incident=locked,
        kind=EntryKind.COMMUNICATION,
        body=body,
        by=by,
        at=at,
        data={"notice": notice_id, "version": locked.version},
    )
    incident.refresh_from_db()
    return incident
