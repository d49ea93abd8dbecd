"""A step of the guide was not done after all."""

from datetime import datetime

from django.db import transaction

from incidents.catalog.models import GuideStep
from incidents.command.models import GuideTick
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind
from portal.people.models import User


@transaction.atomic
def untick_step(*, incident: Incident, step: GuideStep, by: User, at: datetime) -> bool:
    """Take the tick back; who had given it and when stays on the timeline. False when there
    was none."""
    locked = lock_incident(incident=incident)
    tick = GuideTick.objects.filter(incident=locked, step=step).select_related("by").first()
    if tick is None:
        return False
    tick.delete()
    body = f"Not done after all: {step.text}. {tick.by} had ticked it at {tick.at:%H:%M} UTC."
    add_entry(incident=locked, kind=EntryKind.SYSTEM, body=body, by=by, at=at)
    return True
