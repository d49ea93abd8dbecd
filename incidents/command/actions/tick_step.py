"""A step of the guide is done."""

from datetime import datetime

from django.db import transaction

from incidents.catalog.models import GuideStep
from incidents.command.models import GuideTick
from incidents.record.actions.add_entry import add_entry
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind
from portal.people.models import User


@transaction.atomic
def tick_step(*, incident: Incident, step: GuideStep, by: User, at: datetime) -> bool:
    """Tick it once, with its line on the timeline; False when it was ticked before."""
    _, created = GuideTick.objects.get_or_create(
        incident=incident, step=step, defaults={"by": by, "at": at}
    )
    if created:
        add_entry(
            incident=incident, kind=EntryKind.SYSTEM, body=f"Done: {step.text}.", by=by, at=at
        )
    return created
