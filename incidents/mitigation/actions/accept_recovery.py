"""Say that it is over, and be held to what was checked."""

from datetime import datetime

from django.db import transaction

from incidents.mitigation.actions.see_users import see_users
from incidents.mitigation.refusals import NotVerified
from incidents.mitigation.verdict import checks_of, lacks_users, what_stands_open
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind
from portal.people.models import User


@transaction.atomic
def accept_recovery(*, incident: Incident, verified: str, by: User | None, at: datetime) -> None:
    """Every planned check passed or was waived, and somebody says what users see: by a check of
    theirs, or by `verified`, which is written down as one. Raises NotVerified."""
    locked = lock_incident(incident=incident)
    told = bool(verified.strip())
    if lacks_users(checks_of(locked)) and told:
        see_users(incident=locked, observed=verified, by=by, at=at)
    elif told:
        add_entry(
            incident=locked,
            kind=EntryKind.EVIDENCE,
            body=f"Verified: {verified.strip()}",
            by=by,
            at=at,
        )
    checks = checks_of(locked)
    waiting = what_stands_open(checks)
    if waiting:
        raise NotVerified(waiting)
    if lacks_users(checks):
        raise NotVerified(
            "Say what you checked and what you saw. Users' reality comes first: do what a "
            "customer does, then write what happened."
        )
