"""Two are one.

What happens to everything the merged incident had, so that nothing is lost:

    timeline            stays, readable and linked both ways
    tasks, hypotheses   open ones move and get a new number; ended ones stay readable
    signals, impact     the newest is taken over where the other has none
    alerts              move; later ones of the same group come to the other incident
    promises            each audience hears by the sooner of the two times
    notice              carried over; where both have one, the merged one's followers are told
                        where it continues, and follow it there
    pages               those that wait stop; everybody who was called is told where to go;
                        the other incident is paged for where nobody answers for it
    roles               end; who held one that is vacant in the other is offered it there
    follow-ups          unfinished ones move
    postmortem          moves, or ends where the other has its own
    severity            the worse of the two, with its policy
"""

from datetime import datetime

from django.db import transaction

from incidents import publishing
from incidents.command.actions.reclassify_incident import reclassify_incident
from incidents.command.merging import announce, call_somebody, end_roles, gather
from incidents.comms.actions.carry_promises import carry_promises
from incidents.comms.actions.release_promises import release_promises
from incidents.comms.models import Release
from incidents.learning.actions.carry_learning import carry_learning
from incidents.oncall.actions.stop_escalation import stop_escalation
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.carry_work import carry_work
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.actions.move_incident import move_incident
from incidents.record.models import IllegalTransition, Incident, State
from incidents.record.models.entry import EntryKind
from incidents.record.models.states import TRANSITIONS
from portal.people.models import User


class CannotMerge(ValueError):
    """These two cannot be one."""


@transaction.atomic
def merge_incidents(
    *, incident: Incident, into: Incident, by: User | None, at: datetime
) -> Incident:
    """`incident` ends in `into`, which goes on with everything. Raises CannotMerge or
    IllegalTransition."""
    if incident.pk == into.pk:
        raise CannotMerge("An incident cannot be merged into itself.")
    # Alerts before incidents, as whoever works alerts in takes them: neither waits for the other.
    list(incident.alerts.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    for one in sorted((incident, into), key=lambda each: each.pk):
        lock_incident(incident=one)
    incident.refresh_from_db()
    into.refresh_from_db()
    _check(incident, into)
    called = gather(incident)
    publishing.continue_in(incident=incident, into=into, by=by, at=at)
    told = carry_work(incident=incident, into=into, by=by, at=at)
    incident.alerts.update(incident=into)
    carry_promises(incident=incident, into=into, by=by, at=at)
    release_promises(incident=incident, because=Release.MERGED, by=by, at=at)
    stop_escalation(incident=incident, by=by, at=at)
    followups, postmortem = carry_learning(incident=incident, into=into, by=by, at=at)
    offers = end_roles(incident, into, at=at)
    reason = f"It continues as {into.reference}."
    move_incident(incident=incident, to=State.MERGED, by=by, at=at, reason=reason, merged_into=into)
    parts = [*told, *offers, *([f"{followups} follow-ups"] if followups else []), postmortem]
    add_entry(
        incident=into,
        kind=EntryKind.SYSTEM,
        body=_sentence(incident, [part for part in parts if part]),
        by=by,
        at=at,
        data={"merged": incident.number},
    )
    if incident.level < into.level:
        why = f"{incident.reference} was {incident.severity_label}, and is merged into this."
        reclassify_incident(incident=into, level=incident.level, reason=why, by=by, at=at)
    announce(incident, into, called, by=by, at=at)
    call_somebody(into, called, by=by, at=at)
    into.refresh_from_db()
    return incident


def _check(incident: Incident, into: Incident) -> None:
    if State.MERGED not in TRANSITIONS[incident.state]:
        raise IllegalTransition(incident.reference, incident.state, State.MERGED)
    if not into.is_open:
        raise CannotMerge(
            f"{into.reference} {'has ended' if into.has_ended else 'is resolved'}. "
            "Merge the other way round, or open it again first."
        )
    if into.private != incident.private:
        raise CannotMerge("One of the two is private: whoever sees the other would learn of it.")
    if into.kind != incident.kind:
        names = f"{incident.get_kind_display().lower()} and {into.get_kind_display().lower()}"
        raise CannotMerge(f"{names.capitalize()} are kept apart. Link them instead.")


def _sentence(incident: Incident, parts: list[str]) -> str:
    begun = f"{incident.reference} {incident.title} was merged into this."
    return f"{begun} Taken over: {'; '.join(parts)}." if parts else begun
