"""People and pages, when two incidents become one."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F

from incidents.oncall.actions.start_escalation import start_escalation
from incidents.oncall.models import Escalation, EscalationState, Page, PageState
from incidents.record.mailing import ask
from incidents.record.models import Incident, Role, RoleAssignment
from portal.people.models import User

CALLED = (PageState.SENT, PageState.ACKNOWLEDGED)


def gather(incident: Incident) -> list[User]:
    """Everybody who was called and came, or may still come, or has a role."""
    paged = Page.objects.filter(incident=incident, state__in=CALLED).select_related("person")
    held = incident.role_assignments.live().select_related("person")
    people = [*(one.person for one in paged), *(one.person for one in held)]
    return list({one.pk: one for one in people}.values())


def end_roles(incident: Incident, into: Incident, *, at: datetime) -> list[str]:
    """End every role; in words, who held one that is vacant in `into`."""
    filled = set(into.role_assignments.live().values_list("role", flat=True))
    held = list(incident.role_assignments.live().select_related("person").order_by("pk"))
    RoleAssignment.objects.filter(pk__in=[one.pk for one in held]).update(ended_at=at)
    return [
        f"{one.person} was {Role(one.role).label.lower()} there, and nobody is here"
        for one in held
        if one.role not in filled
    ]


def offers(incident: Incident) -> list[RoleAssignment]:
    """Who held a role in an incident that was merged into this one, where it is vacant here:
    the last of each."""
    filled = set(incident.role_assignments.live().values_list("role", flat=True))
    ended = RoleAssignment.objects.filter(
        incident__merged_into=incident, ended_at=F("incident__merged_at")
    ).select_related("person", "incident")
    last = {one.role: one for one in ended.order_by("ended_at", "pk") if one.role not in filled}
    return [last[role] for role in Role.values if role in last]


def announce(
    incident: Incident, into: Incident, called: Sequence[User], *, by: User | None, at: datetime
) -> None:
    """Tell whoever was called where it goes on."""
    ask(
        [one for one in called if one != by],
        kind="command.merged",
        subject=f"{incident.reference} continues as {into.reference}",
        lines=[
            f"{incident.reference} {incident.title} was merged into {into.reference}.",
            "Its open tasks, promises and alerts continue there.",
        ],
        part="timeline",
        incident=into,
        about=incident,
        key=f"merged:{incident.pk}:{into.pk}",
        at=at,
        by=by,
    )


def call_somebody(into: Incident, called: Sequence[User], *, by: User | None, at: datetime) -> None:
    """Page for `into` where people were called for the other and nobody answers for this."""
    climbing = Escalation.objects.filter(incident=into, state=EscalationState.CLIMBING).exists()
    answered = Page.objects.filter(incident=into, state=PageState.ACKNOWLEDGED).exists()
    if called and not climbing and not answered and into.holder_of(Role.COMMANDER) is None:
        start_escalation(incident=into, by=by, at=at)
