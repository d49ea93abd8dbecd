"""Make an incident private, or open to everybody who sees incidents."""

from datetime import datetime

from django.db import transaction

from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind
from portal.people.models import User


class CannotChangePrivacy(ValueError):
    """It stays as it is; the text says why and what to do."""


@transaction.atomic
def change_privacy(
    *, incident: Incident, private: bool, reason: str, by: User | None, at: datetime
) -> Incident:
    """Who holds a role becomes a member. Nothing customers read may speak of a private one;
    opening one again is a manager's."""
    if not reason.strip():
        raise CannotChangePrivacy("Say why: it stands on the timeline.")
    locked = lock_incident(incident=incident)
    if locked.private == private:
        raise CannotChangePrivacy(f"{locked.reference} is so already.")
    if private and locked.notice_id:
        raise CannotChangePrivacy("The status page speaks of it: take the notice back first.")
    if not private and by is not None and not by.has_perm("record.see_private"):
        raise CannotChangePrivacy("Only a manager opens a private incident: ask one.")
    locked.private = private
    locked.version += 1
    locked.save(update_fields=["private", "version"])
    if private:
        holders = locked.role_assignments.live().values_list("person_id", flat=True)
        locked.members.add(*holders, *([by.pk] if by else []))
    words = "Private from now on" if private else "Open to everybody who sees incidents"
    add_entry(
        incident=locked,
        kind=EntryKind.STATE,
        body=f"{words}. {reason.strip()}",
        by=by,
        at=at,
        data={"private": private, "version": locked.version},
    )
    incident.refresh_from_db()
    return incident
