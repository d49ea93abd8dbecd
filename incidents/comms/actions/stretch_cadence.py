"""Let an audience wait longer in a long incident."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.comms.cadence import cadence_of, fix_cadences
from incidents.comms.models import Audience, Cadence
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident, Role
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
    by: User,
    at: datetime,
) -> Cadence:
    """After two hours the commander may stretch a cadence up to twofold, with a reason. What
    is promised already stays; the next promise may be later."""
    locked = lock_incident(incident=incident)
    commander = locked.holder_of(Role.COMMANDER)
    if commander is None or commander != by:
        raise CannotStretch("Only the commander of the incident stretches a cadence.")
    if at - locked.declared_at < AFTER:
        raise CannotStretch("A cadence can be stretched once the incident is two hours old.")
    if not 1 < factor <= MOST:
        raise CannotStretch("Stretch by more than one and at most twofold.")
    if not reason.strip():
        raise CannotStretch("Say in a sentence why people can wait longer.")
    if not Cadence.objects.in_force(locked).exists():
        fix_cadences(locked, at=at)
    minutes = cadence_of(locked, audience)
    if minutes is None:
        raise CannotStretch(f"{audience} are promised nothing in this incident.")
    if _is_stretched(locked, audience):
        raise CannotStretch(f"The cadence of {audience} is stretched already.")
    longer = int(minutes * factor)
    cadence = Cadence.objects.create(
        incident=locked,
        audience=audience,
        minutes=longer,
        policy_minutes=minutes,
        since=at,
        by=by,
        reason=reason.strip(),
    )
    add_entry(
        incident=locked,
        kind=EntryKind.DECISION,
        body=f"{audience} are told every {longer} min instead of {minutes}. {reason.strip()}",
        by=by,
        at=at,
        data={"audience": audience.slug, "minutes": longer, "policy_minutes": minutes},
    )
    return cadence


def _is_stretched(incident: Incident, audience: Audience) -> bool:
    newest = Cadence.objects.in_force(incident).filter(audience=audience).first()
    return newest is not None and newest.is_stretched
