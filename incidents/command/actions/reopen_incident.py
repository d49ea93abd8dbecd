"""It is back."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from incidents.command.actions.end_watch import end_watch
from incidents.command.models import WatchEnd
from incidents.command.telling import told_of, words_for
from incidents.comms.actions.plan_promises import plan_promises
from incidents.comms.actions.post_update import post_update
from incidents.comms.models import Audience, Stage
from incidents.mitigation.actions.reopen_checks import reopen_checks
from incidents.oncall.actions.start_escalation import start_escalation
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.assign_role import CannotSee, assign_role
from incidents.record.actions.move_incident import move_incident
from incidents.record.models import Incident, RoleAssignment, State
from incidents.record.models.entry import EntryKind
from portal.people.models import User


@transaction.atomic
def reopen_incident(
    *,
    incident: Incident,
    reason: str,
    by: User | None,
    at: datetime,
    words: str = "",
    own_words: Mapping[str, str] | None = None,
    title: str = "",
    version: int | None = None,
) -> Incident:
    """Active again, from the watch or because a fix did not hold.

    Checks are to be made anew. From the watch promises and paging begin anew, whoever left a
    role after resolution holds it again, and everyone who was told of the end is told that it is
    back: in `words` of a person, else the timeline says who still believes that it is over. A
    postmortem keeps its deadline. Raises IllegalTransition, StaleVersion or a CannotTell.
    """
    resolved_at = incident.resolved_at
    move_incident(incident=incident, to=State.ACTIVE, by=by, at=at, reason=reason, version=version)
    reopen_checks(incident=incident, by=by, at=at)
    if resolved_at is None:
        return incident
    end_watch(incident=incident, how=WatchEnd.BACK, by=by, at=at)
    _give_roles_back(incident, since=resolved_at, at=at)
    plan_promises(incident=incident, by=by, at=at)
    told = told_of(incident)
    if words.strip() or any((own_words or {}).values()):
        post_update(
            incident=incident,
            stage=Stage.UPDATE,
            wordings=words_for(told, words=words, own_words=own_words or {}),
            key=f"reopening:{incident.pk}:{incident.version}",
            by=by,
            at=at,
            title=title,
        )
    elif told:
        _note_who_believes_it_over(incident, told, at=at)
    start_escalation(incident=incident, by=by, at=at)
    incident.refresh_from_db()
    return incident


def _give_roles_back(incident: Incident, *, since: datetime, at: datetime) -> None:
    left = RoleAssignment.objects.filter(incident=incident, ended_at__gte=since)
    for held in left.select_related("person").order_by("-ended_at"):
        if incident.holder_of(held.role) is not None:
            continue
        try:
            assign_role(incident=incident, role=held.role, person=held.person, by=None, at=at)
        except CannotSee:
            continue


def _note_who_believes_it_over(incident: Incident, told: list[Audience], *, at: datetime) -> None:
    names = ", ".join(map(str, told))
    add_entry(
        incident=incident,
        kind=EntryKind.SYSTEM,
        body=f"{names} were told that it is over. Tell them that it is back.",
        by=None,
        at=at,
    )
