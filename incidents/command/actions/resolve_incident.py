"""It works again."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from incidents.comms.actions.post_update import post_update
from incidents.comms.actions.release_promises import release_promises
from incidents.comms.models import Audience, Stage
from incidents.comms.words import Words
from incidents.learning.actions.open_postmortem import NobodyToOwnIt, open_postmortem
from incidents.oncall.actions.stop_escalation import stop_escalation
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.actions.move_incident import move_incident
from incidents.record.models import Incident, Kind, State
from incidents.record.models.entry import EntryKind
from portal.clock import clock
from portal.people.models import User

WATCH = timedelta(hours=24)
LONG = timedelta(hours=4)


class NotVerified(ValueError):
    """Nobody said how we know that it works."""


class NobodyTold(ValueError):
    """People were told of the trouble and would not be told of its end."""


@transaction.atomic
def resolve_incident(
    *,
    incident: Incident,
    verified: str,
    words: str,
    by: User | None,
    at: datetime,
    component_states: Mapping[str, str] | None = None,
    version: int | None = None,
    title: str = "",
) -> Incident:
    """Move to monitoring, tell everyone who was told of the trouble, stop paging, let go of
    promises, begin the 24 h watch and open the postmortem where policy asks for one.

    Raises NotVerified, NobodyTold, IllegalTransition or StaleVersion.
    """
    if not verified.strip():
        raise NotVerified("Say what you checked and what you saw. Users' reality comes first.")
    locked = lock_incident(incident=incident, version=version)
    told = list(Audience.objects.filter(wordings__update__incident=locked).distinct())
    if told and not words.strip():
        names = ", ".join(str(audience) for audience in told)
        raise NobodyTold(f"{names} were told of the trouble. Write what they read now.")
    add_entry(
        incident=locked,
        kind=EntryKind.EVIDENCE,
        body=f"Verified: {verified.strip()}",
        by=by,
        at=at,
    )
    move_incident(incident=incident, to=State.MONITORING, by=by, at=at)
    if told:
        post_update(
            incident=incident,
            stage=Stage.RESOLUTION,
            wordings=[Words(audience, words) for audience in told],
            key=f"resolution:{incident.pk}:{incident.version}",
            by=by,
            at=at,
            component_states=component_states,
            title=title,
        )
    stop_escalation(incident=incident, by=by, at=at)
    release_promises(incident=incident, by=by, at=at)
    clock.set("command.watch_ends", about=incident, at=at + WATCH)
    if needs_postmortem(incident):
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
    incident.refresh_from_db()
    return incident


def needs_postmortem(incident: Incident) -> bool:
    """Policy demands it, or the critical path was touched, or it took over four hours."""
    if incident.kind == Kind.NEAR_MISS:
        return False
    lasted = (incident.resolved_at or incident.declared_at) - incident.started_at
    critical = any(service.critical_path for service in incident.services.all())
    return incident.rules.postmortem_required or critical or lasted > LONG
