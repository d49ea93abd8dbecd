"""What stands in the composer before anybody types."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from incidents import publishing
from incidents.catalog.models import Service
from incidents.comms.cadence import cadences_of, latest
from incidents.comms.forms import PARTS
from incidents.comms.holding import last_said, situation_for
from incidents.comms.lint import lint
from incidents.comms.models import Audience, Promise, Stage, Update, UpdateTemplate, Wording
from incidents.comms.starters import words_of
from incidents.record.models import Incident


def initial(
    incident: Incident,
    start: str,
    *,
    audiences: Sequence[Audience],
    components: Sequence[publishing.ComponentValue],
    now: datetime,
) -> dict[str, Any]:
    owed = set(
        Promise.objects.unsettled().for_incident(incident).values_list("audience_id", flat=True)
    )
    wanted = owed or set(Audience.objects.told_of(incident).values_list("pk", flat=True))
    chosen = [one for one in audiences if one.pk in wanted]
    newest = newest_number(incident)
    begin = UpdateTemplate.objects.offered().filter(slug=start).first() if start else None
    if begin is not None and not begin.for_customers:
        chosen = [one for one in chosen if not one.public]
    return {
        "key": uuid.uuid4().hex,
        "after": newest,
        "audiences": [one.pk for one in chosen],
        "title": _title(incident, components),
        "tell_subscribers": True,
        "stage": begin.stage if begin else Stage.UPDATE if newest else Stage.ACKNOWLEDGEMENT,
        "public_status": begin.situation if begin else situation_for(incident, public=False),
        **_text(incident, begin, chosen, start, now=now),
    }


def _text(
    incident: Incident,
    begin: UpdateTemplate | None,
    chosen: list[Audience],
    start: str,
    *,
    now: datetime,
) -> dict[str, str]:
    if begin is not None:
        due = [at for at in limits_of(incident, now=now).values() if at is not None]
        return words_of(begin, incident, due_at=min(due, default=None), at=now)
    last = _said_last(incident, chosen) if start == "last" else None
    return {part: getattr(last, part) for part in PARTS} if last else {}


def _said_last(incident: Incident, chosen: list[Audience]) -> Wording | None:
    """The newest words; where customers read too, only words that they have read."""
    readers = [one for one in chosen if one.public] or chosen
    found = [last for one in readers if (last := last_said(incident, one)) is not None]
    return max(found, key=lambda one: one.update.number, default=None)


def newest_number(incident: Incident) -> int:
    newest = Update.objects.filter(incident=incident).newest_first().first()
    return newest.number if newest else 0


def limits_of(incident: Incident, *, now: datetime) -> dict[int, datetime | None]:
    """By when each audience must hear again, said now."""
    if not incident.is_open:
        return {}
    return {
        audience: latest(incident, minutes, at=now)
        for audience, minutes in cadences_of(incident).items()
    }


def internal_names(components: Sequence[publishing.ComponentValue] | None = None) -> list[str]:
    """Names of services that customers know by another name, or not at all."""
    known = publishing.components() if components is None else components
    public = {component.name for component in known}
    return [name for name in Service.objects.values_list("name", flat=True) if name not in public]


def _title(incident: Incident, components: Sequence[publishing.ComponentValue]) -> str:
    """Its own, where customers could read it."""
    names = internal_names(components)
    return "" if lint(incident.title, internal_names=names) else incident.title
