"""People who are missing, silent or tired."""

from datetime import timedelta

from incidents.command.steps.situation import Situation
from incidents.command.steps.step import Button, Step
from incidents.record.models import Role
from portal.web.times import duration

PATIENCE = timedelta(minutes=2)
WORK = "record.work_incident"


def nobody_in_command(now: Situation) -> Step | None:
    if now.commander is not None:
        return None
    return Step(
        "Nobody is in command",
        "Somebody must decide. Take it, or page one.",
        (*take(now, Role.COMMANDER, "Take command"), _escalate(now, "Page a commander")),
    )


def nobody_left(now: Situation) -> Step | None:
    """Everybody was paged and nobody came."""
    if not now.called_in_vain:
        return None
    return Step(
        "Nobody has answered: call somebody by phone",
        "Everyone on the ladder was paged. The managers are called again by every way until "
        "one of them answers.",
        (_escalate(now, "Page somebody by name"),),
    )


def unanswered_page(now: Situation) -> Step | None:
    """Silence goes to the next by itself; a person may be quicker."""
    page = now.waiting_page
    if page is None or page.waited(at=now.at) < PATIENCE:
        return None
    return Step(
        f"{page.person} has not answered for {duration(page.waited(at=now.at))}",
        f"Paged because: {page.reason.rstrip('.')}. Call, or page the next. "
        "Asking for help is never wrong.",
        (*_go_on(now), _escalate(now, "Page somebody else")),
    )


def required_role_vacant(now: Situation) -> Step | None:
    if not now.vacant:
        return None
    role = now.vacant[0]
    others = [one.label.lower() for one in now.vacant[1:]]
    detail = f"Also missing: {', '.join(others)}." if others else "Policy asks for one."
    assign = Button("Assign somebody", f"{now.room}#_roles")
    return Step(
        f"Nobody is {role.label.lower()}",
        detail,
        (*take(now, role, "Take the role"), assign),
    )


def tired_commander(now: Situation) -> Step | None:
    held = now.commander
    if held is None:
        return None
    hours, commanded = now.incident.rules.command_hours, now.at - held.assigned_at
    if commanded < timedelta(hours=hours):
        return None
    return Step(
        f"Hand over command: {held.person} has led for {duration(commanded)}",
        f"After {hours} h a fresh head decides better. Write the state, the open risks and the "
        "next promise.",
        (Button("Hand over", f"{now.room}#_roles"), _escalate(now, "Page a commander")),
    )


def take(now: Situation, role: Role, label: str) -> tuple[Button, ...]:
    """One click takes the role, for whoever looks."""
    if now.viewer is None:
        return (Button(label, f"{now.room}#_roles"),)
    posted = {"role": role.value, "person": str(now.viewer.pk)}
    return (Button(label, now.url("command:roles"), posted, WORK),)


def _go_on(now: Situation) -> tuple[Button, ...]:
    """One click goes to the next rung."""
    where = now.url("oncall:escalate")
    return (Button("Escalate now", where, {"to": "the next rung"}, "oncall.page_people"),)


def _escalate(now: Situation, label: str) -> Button:
    return Button(label, now.url("oncall:escalations"))
