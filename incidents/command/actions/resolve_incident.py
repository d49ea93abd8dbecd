"""It works again."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from incidents.command.actions.begin_watch import begin_watch
from incidents.command.telling import NobodyTold, told_of, words_for
from incidents.comms.actions.post_update import post_update
from incidents.comms.actions.release_promises import release_promises
from incidents.comms.models import Release, Stage
from incidents.learning.actions.open_postmortem import NobodyToOwnIt, open_postmortem
from incidents.mitigation.actions.accept_recovery import accept_recovery
from incidents.mitigation.refusals import NotVerified
from incidents.oncall.actions.stop_escalation import stop_escalation
from incidents.oncall.actions.sum_delays import sum_delays
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.actions.move_incident import move_incident
from incidents.record.models import IllegalTransition, Incident, Kind, State
from incidents.record.models.entry import EntryKind
from portal.people.models import User

__all__ = ["NobodyTold", "NotVerified", "needs_postmortem", "resolve_incident"]

LONG = timedelta(hours=4)


@transaction.atomic
def resolve_incident(
    *,
    incident: Incident,
    verified: str = "",
    words: str = "",
    by: User | None,
    at: datetime,
    own_words: Mapping[str, str] | None = None,
    component_states: Mapping[str, str] | None = None,
    watcher: User | None = None,
    version: int | None = None,
    title: str = "",
) -> Incident:
    """Move to monitoring, tell everyone who was told of the trouble, stop paging, let go of
    promises, begin the watch and open the postmortem where policy asks for one.

    `verified` is what users see, for an incident that has no check of theirs; `own_words` is
    what one audience reads instead of `words`, by its slug. Components that `component_states`
    names stay as it says; all others of the notice work again.

    Raises NotVerified, NobodyTold, IllegalTransition or StaleVersion.
    """
    locked = lock_incident(incident=incident, version=version)
    if not locked.is_open:
        raise IllegalTransition(locked.reference, locked.state, State.MONITORING)
    accept_recovery(incident=locked, verified=verified, by=by, at=at)
    said = words_for(told_of(locked), words=words, own_words=own_words or {})
    move_incident(incident=incident, to=State.MONITORING, by=by, at=at)
    if said:
        post_update(
            incident=incident,
            stage=Stage.RESOLUTION,
            wordings=said,
            key=f"resolution:{incident.pk}:{incident.version}",
            by=by,
            at=at,
            component_states=component_states,
            title=title,
        )
    stop_escalation(incident=incident, by=by, at=at)
    sum_delays(incident=incident, at=at)
    release_promises(incident=incident, because=Release.RESOLVED, by=by, at=at)
    begin_watch(incident=incident, watcher=watcher, by=by, at=at)
    if needs_postmortem(incident):
        _owe_a_postmortem(incident, by=by, at=at)
    incident.refresh_from_db()
    return incident


def _owe_a_postmortem(incident: Incident, *, by: User | None, at: datetime) -> None:
    try:
        open_postmortem(incident=incident, by=by, at=at)
    except NobodyToOwnIt:
        add_entry(
            incident=incident,
            kind=EntryKind.SYSTEM,
            body="A postmortem is due and nobody can own it: name an owner.",
            by=None,
            at=at,
        )


def needs_postmortem(incident: Incident) -> bool:
    """Policy demands it, or the critical path was touched, or it took over four hours."""
    if incident.kind == Kind.NEAR_MISS:
        return False
    lasted = (incident.resolved_at or incident.declared_at) - incident.started_at
    critical = any(service.critical_path for service in incident.services.all())
    return incident.rules.postmortem_required or critical or lasted > LONG
