"""I look after it."""

from datetime import datetime

from django.db import transaction

from incidents.command.actions.answer_check_in import NothingToAnswer
from incidents.command.models import Watch
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind
from portal.people.models import User


@transaction.atomic
def take_watch(*, incident: Incident, person: User, by: User, at: datetime) -> Watch:
    """From now on this person is asked. Raises NothingToAnswer when no watch runs."""
    locked = lock_incident(incident=incident)
    watch = Watch.objects.running().filter(incident=locked).first()
    if watch is None:
        raise NothingToAnswer(f"{locked.reference} has no running watch.")
    if watch.watcher_id == person.pk:
        return watch
    watch.watcher = person
    watch.save(update_fields=["watcher"])
    if locked.private:
        locked.members.add(person)
    add_entry(
        incident=locked,
        kind=EntryKind.ROLE,
        body=f"{person} watches until {watch.ends_at:%a %d %b, %H:%M} UTC.",
        by=by,
        at=at,
    )
    return watch
