"""How often an audience is told, and by when at the latest."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from incidents.catalog.models.severity import ResponseScale
from incidents.comms.business_hours import later_at_work
from incidents.comms.models import Audience, Cadence
from incidents.record.models import Incident


def fix_cadences(
    incident: Incident, *, at: datetime, at_most: Mapping[int, int] | None = None
) -> None:
    """Write down how often each audience is told, so that edits elsewhere change nothing.
    Who is in `at_most` waits no longer than that, whatever the policy says."""
    known = at_most or {}
    rows = []
    for one in Audience.objects.for_incident(incident):
        given = (one.minutes_at(incident), known.get(one.pk))
        minutes = min((one for one in given if one), default=None)
        row = Cadence(incident=incident, audience=one, since=at)
        row.minutes = row.policy_minutes = minutes
        rows.append(row)
    Cadence.objects.bulk_create(rows)


def cadences_of(incident: Incident) -> dict[int, int]:
    """Minutes by audience id, for those who are promised anything."""
    fixed = list(Cadence.objects.in_force(incident).values_list("audience_id", "minutes"))
    if not fixed:
        audiences = Audience.objects.for_incident(incident)
        fixed = [(one.pk, one.minutes_at(incident)) for one in audiences]
    return {audience: minutes for audience, minutes in fixed if minutes}


def cadence_of(incident: Incident, audience: Audience) -> int | None:
    """The minutes between updates to this audience; None: nothing is promised."""
    return cadences_of(incident).get(audience.pk)


def latest(incident: Incident, minutes: int | None, *, at: datetime) -> datetime | None:
    """The latest moment the next update may be promised for, said at `at`."""
    if minutes is None:
        return None
    if incident.rules.response_scale == ResponseScale.BUSINESS_HOURS:
        return later_at_work(at, minutes, zone=ZoneInfo(settings.TIME_ZONE))
    return at + timedelta(minutes=minutes)
