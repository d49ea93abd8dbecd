"""Whoever commanded for long is offered a hand-over."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.oncall.paging.ladders import on_call_now
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.mailing import ask
from incidents.record.models import RoleAssignment
from incidents.record.models.states import OPEN
from incidents.record.stretches import commanding_since
from portal.people.models import User
from portal.web.times import duration


@transaction.atomic
def propose_rest(*, assignment: RoleAssignment, at: datetime) -> bool:
    """Mail the commander once a stretch, with somebody who could take over; False when they
    handed over already, or have not commanded for that long."""
    incident = lock_incident(incident=assignment.incident)
    held = RoleAssignment.objects.live().filter(pk=assignment.pk).select_related("person").first()
    if held is None or not incident.is_open:
        return False
    since = commanding_since(held.person, at=at)
    if since is None or at - since < timedelta(hours=incident.rules.command_hours):
        return False
    proposed = who_could_command(instead_of=held.person, at=at)
    offer = (
        f"{proposed} may command, is on call and on no other incident: hand over to them."
        if proposed
        else "Nobody on call who may command is free. Ask a manager for somebody."
    )
    ask(
        [held.person],
        kind="command.rest",
        subject=f"You have commanded for {duration(at - since)}",
        lines=[
            "Tired people decide worse, and nobody notices it in themselves.",
            offer,
            "Write the state, the open risks and the next promise; then rest.",
        ],
        part="_roles",
        incident=incident,
        about=held,
        key=f"rest:{held.person_id}:{since.isoformat()}",
        at=at,
    )
    return True


def who_could_command(*, instead_of: User, at: datetime) -> User | None:
    """Somebody on call who may command and has no role in an open incident; those who are on
    call as commanders first."""
    duties = sorted(on_call_now(at=at), key=lambda one: not one.rotation.commands)
    people = [one.person for one in duties if one.person and one.person.pk != instead_of.pk]
    busy = set(
        RoleAssignment.objects.live()
        .filter(incident__state__in=OPEN, person__in=people)
        .values_list("person", flat=True)
    )
    free = [one for one in people if one.pk not in busy]
    return next((one for one in free if one.has_perm("record.command_incident")), None)
