"""The lock every change of a postmortem takes, after the incident's."""

from datetime import datetime

from incidents.learning.models import Postmortem
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models.entry import EntryKind
from portal.people.models import User


def lock_postmortem(*, postmortem: Postmortem, at: datetime) -> Postmortem:
    """As it stands now, locked until the transaction ends. The incident is locked first,
    because a step writes a line on its timeline."""
    lock_incident(incident=postmortem.incident)
    return Postmortem.objects.select_for_update(of=("self",)).get(pk=postmortem.pk)


def note_on_timeline(postmortem: Postmortem, words: str, *, by: User | None, at: datetime) -> None:
    add_entry(incident=postmortem.incident, kind=EntryKind.SYSTEM, body=words, by=by, at=at)
