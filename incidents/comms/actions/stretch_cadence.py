"""Let an audience wait longer in a long incident."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.comms.actions.promises import cadence_of
from incidents.comms.models import Audience
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind
from portal.people.models import User

AFTER = timedelta(hours=2)
MOST = 2


class CannotStretch(ValueError):
    """The cadence may not be stretched (yet, or that far, or without a reason)."""


@transaction.atomic
def stretch_cadence(
    *,
    incident: Incident,
    audience: Audience,
    factor: float,
    reason: str,
    by: User | None,
    at: datetime,
) -> None:
    """After two hours the commander may stretch a cadence up to twofold, with a reason."""
    locked = lock_incident(incident=incident)
    if at - locked.declared_at < AFTER:
        raise CannotStretch("A cadence can be stretched once the incident is two hours old.")
    if not 1 < factor <= MOST:
        raise CannotStretch("Stretch by more than one and at most twofold.")
    if not reason.strip():
        raise CannotStretch("Say in a sentence why people can wait longer.")
    cadence = cadence_of(locked, audience)
    original = locked.policy.setdefault("original_cadence_minutes", {})
    if cadence is None or audience.slug in original:
        raise CannotStretch(f"The cadence of {audience} was stretched before, or has none.")
    minutes = int(cadence.total_seconds() // 60)
    original[audience.slug] = minutes
    locked.policy["cadence_minutes"][audience.slug] = int(minutes * factor)
    locked.version += 1
    locked.save(update_fields=["policy", "version"])
    add_entry(
        incident=locked,
        kind=EntryKind.DECISION,
        body=f"{audience} are told every {int(minutes * factor)} min instead of {minutes}. "
        f"{reason.strip()}",
        by=by,
        at=at,
    )
    incident.refresh_from_db()
