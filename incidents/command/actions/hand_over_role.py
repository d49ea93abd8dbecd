"""Somebody takes a role, or hands it over."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from incidents.command.handovers import Handover
from incidents.record.actions.assign_role import assign_role
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident, Role, RoleAssignment
from portal.people.models import User
from portal.post import post
from portal.post.drafts import Draft, Lane, Recipient


class NoHandover(ValueError):
    """A role that somebody holds was passed on without a word."""


class MayNotAssign(ValueError):
    """Others are assigned by who commands."""


class HeldByAnother(ValueError):
    """Somebody else took the role meanwhile."""


@transaction.atomic
def hand_over_role(
    *,
    incident: Incident,
    role: str,
    person: User,
    by: User | None,
    at: datetime,
    handover: Handover | None = None,
    note: str = "",
    seen: User | None = None,
) -> RoleAssignment:
    """Assign a role; a held one passes on at once with its written handover, which the new
    holder is sent and reads on top of the room. `seen` is who held it when `by` looked.

    Raises NoHandover, MayNotAssign or HeldByAnother.
    """
    locked = lock_incident(incident=incident)
    label = Role(role).label.lower()
    live = RoleAssignment.objects.live().filter(incident=locked, role=role)
    held = live.select_related("person").first()
    passes_on = held is not None and held.person_id != person.pk
    if held is not None and passes_on:
        since = f"{held.assigned_at.astimezone(UTC):%H:%M} UTC"
        if (seen is not None and seen.pk != held.person_id) or (seen is None and handover is None):
            raise HeldByAnother(
                f"{held.person} is {label} since {since}. To change that, write a handover."
            )
        if handover is None or handover.missing:
            missing = ", ".join((handover or Handover()).missing)
            raise NoHandover(f"Write the handover: {missing}.")
    is_own = by is None or by.pk == person.pk or (held is not None and held.person_id == by.pk)
    if not is_own and by is not None and not by.has_perm("record.command_incident"):
        raise MayNotAssign("You can take a role yourself; a commander assigns others.")
    words = handover.text if handover and passes_on else note
    assignment = assign_role(incident=locked, role=role, person=person, by=by, at=at, note=words)
    if passes_on and handover is not None:
        _tell(assignment, handover, from_person=held.person if held else None, by=by, at=at)
    return assignment


def _tell(
    assignment: RoleAssignment,
    handover: Handover,
    *,
    from_person: User | None,
    by: User | None,
    at: datetime,
) -> None:
    incident, person = assignment.incident, assignment.person
    if by is not None and by.pk == person.pk:
        return
    context = {
        "incident": incident,
        "assignment": assignment,
        "handover": handover,
        "from_person": from_person,
        "url": f"{settings.SITE_URL}{incident.get_absolute_url()}",
    }
    role = assignment.get_role_display().lower()
    post.send(
        Draft(
            kind="command.handover",
            subject=f"You are {role}: {incident.severity_label} {incident.display_title} "
            f"({incident.reference})",
            text=render_to_string("mail/handover.txt", context),
            html=render_to_string("mail/handover.html", context),
            key=f"handover:{assignment.pk}",
            lane=Lane.URGENT,
            about=assignment,
            thread=f"page-{incident.pk}",
            restricted=incident.private,
        ),
        to=[Recipient(address=person.email, name=person.name, person=person)],
        at=at,
        by=by,
    )
