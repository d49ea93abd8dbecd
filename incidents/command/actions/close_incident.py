"""Done, watched, handed over."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from incidents.command.actions.end_watch import end_watch
from incidents.command.actions.owe_documentation import owe_documentation
from incidents.command.actions.resolve_incident import needs_postmortem
from incidents.command.models import WatchEnd
from incidents.learning.models import CorrectiveAction, Postmortem
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.actions.move_incident import move_incident
from incidents.record.models import Incident, State
from incidents.record.models.entry import EntryKind
from portal.clock.models import Timer
from portal.people.models import User


class NotYet(ValueError):
    """Something that closing needs is missing."""


@transaction.atomic
def close_incident(
    *,
    incident: Incident,
    reason: str = "",
    back_to_normal: Iterable[str] = (),
    debts: Mapping[str, str] | None = None,
    debt_owner: User | None = None,
    by: User | None,
    at: datetime,
    version: int | None = None,
) -> Incident:
    """Close after the watch; earlier only with a reason. Where policy asks for a postmortem it
    must at least be open, and what will change must have an owner and a date.

    `back_to_normal` names what was put away: overrides, channel, bridge. `debts` are kinds of
    documentation that were missing, each with what exactly; they become follow-ups. Raises
    NotYet, IllegalTransition or StaleVersion.
    """
    locked = lock_incident(incident=incident, version=version)
    early = watch_runs(locked)
    owe_documentation(incident=locked, debts=debts or {}, owner=debt_owner, by=by, at=at)
    if locked.state == State.MONITORING:
        if early and not reason.strip():
            hours = max(locked.rules.watch_minutes) // 60
            raise NotYet(f"The {hours} h watch has not ended. Say why it closes before.")
        refuse_without_follow_ups(locked)
    move_incident(incident=incident, to=State.CLOSED, by=by, at=at, reason=reason)
    end_watch(incident=incident, how=WatchEnd.EARLY if early else WatchEnd.STABLE, by=by, at=at)
    put_away = [one for one in back_to_normal if one.strip()]
    if put_away:
        add_entry(
            incident=incident,
            kind=EntryKind.SYSTEM,
            body=f"Back to normal: {'; '.join(put_away)}.",
            by=by,
            at=at,
        )
    incident.refresh_from_db()
    return incident


def watch_runs(incident: Incident) -> bool:
    return Timer.objects.set_for(incident).filter(kind="command.watch_ends").exists()


def refuse_without_follow_ups(incident: Incident) -> None:
    """Raises NotYet where policy wants to learn from it and nobody answers for what changes."""
    if not needs_postmortem(incident):
        return
    postmortem = Postmortem.objects.filter(incident=incident).first()
    if postmortem is None:
        raise NotYet("Policy asks for a postmortem: name its owner before closing.")
    if postmortem.state == "waived":
        return
    actions = list(CorrectiveAction.objects.filter(incident=incident))
    if not actions:
        raise NotYet("Add at least one follow-up with an owner and a date: what will change?")
    for action in actions:
        lacking = [one for one in action.lacking if one in {"owner", "date"}]
        if lacking:
            raise NotYet(f"“{action.text}” has no {' and no '.join(lacking)}. Give it one.")
