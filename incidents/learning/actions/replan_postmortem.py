"""A worse severity wants its postmortem sooner."""

from datetime import UTC, datetime, timedelta

from django.db import transaction

from incidents.learning.actions.lock_postmortem import lock_postmortem, note_on_timeline
from incidents.learning.actions.open_postmortem import set_reminders, tell_owner
from incidents.learning.models import Postmortem
from incidents.record.models import Incident
from portal.clock import clock
from portal.people.models import User

AT_LEAST = timedelta(hours=4)


@transaction.atomic
def replan_postmortem(*, incident: Incident, by: User | None, at: datetime) -> Postmortem | None:
    """Bring the draft's deadline forward to the policy's hours, with at least four from now;
    it never moves later. None where nothing is owed or nothing changes."""
    owed = Postmortem.objects.owed().filter(incident=incident).first()
    if owed is None:
        return None
    locked = lock_postmortem(postmortem=owed, at=at)
    hours = timedelta(hours=incident.rules.postmortem_draft_hours)
    due_at = max(locked.opened_at + hours, at + AT_LEAST)
    if due_at >= locked.due_at:
        return None
    clock.cancel("learning.reminder", about=locked)
    locked.due_at = due_at
    locked.version += 1
    locked.save(update_fields=["due_at", "version"])
    set_reminders(locked, at=at)
    when = f"{due_at.astimezone(UTC):%a %d %b, %H:%M} UTC"
    note_on_timeline(locked, f"The postmortem's draft is due sooner: {when}.", by=by, at=at)
    tell_owner(locked, at=at)
    return locked
