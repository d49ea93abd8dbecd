"""Whom a request goes to, in order, as it stands at one moment."""

from datetime import datetime
from typing import TypedDict

from incidents.catalog.models import Team, Vendor
from incidents.oncall.models import Rotation, TeamDesk
from incidents.oncall.paging.ladders import managers_of, on_call_now
from incidents.oncall.schedule.duties import OnCall
from portal.people.models import User


class Contact(TypedDict):
    """One step: the people who are paged, or an address that is mailed, or a number to call."""

    label: str
    note: str
    people: list[int]
    address: str


def contacts_of_team(team: Team, *, at: datetime) -> list[Contact]:
    """On call, their backup, the lead, then the managers on duty; nobody stands twice."""
    steps: list[Contact] = []
    everywhere = on_call_now(at=at)
    duties = [one for one in everywhere if _is_of(team, one.rotation)]
    for place, duty in enumerate(duties):
        note = f"on call, {team}" if place == 0 else f"backup, {duty.rotation}"
        _add(steps, duty.person, note)
    if duties and len(steps) == 1:
        following = [one for one in duties[0].rotation.people() if one != duties[0].person]
        _add(steps, following[0] if following else None, f"next in {duties[0].rotation}")
    desk: TeamDesk | None = getattr(team, "desk", None)
    _add(steps, desk.lead if desk else None, f"lead of {team}")
    if not steps and team.email:
        steps.append(Contact(label=str(team), note="the whole team", people=[], address=team.email))
    return _then_managers(steps, everywhere)


def contacts_of_vendor(vendor: Vendor, *, at: datetime) -> list[Contact]:
    """Their support, then their contacts in order, our owner beside each, then our managers."""
    owner = [vendor.owner.pk] if vendor.owner and vendor.owner.is_active else []
    steps = [
        Contact(
            label=f"{vendor} support",
            note=vendor.support_email or "ask them by hand",
            people=[],
            address=vendor.support_email,
        )
    ]
    for one in vendor.contacts_in_order():
        note = f"and {vendor.owner} here" if owner else one.get_kind_display().lower()
        note = note if one.email else f"{one.address}, {note}"
        steps.append(Contact(label=str(one), note=note, people=owner, address=one.email))
    if len(steps) == 1 and vendor.owner and owner:
        steps.append(
            Contact(label=str(vendor.owner), note="answers for them here", people=owner, address="")
        )
    return _then_managers(steps, on_call_now(at=at))


def _is_of(team: Team, rotation: Rotation) -> bool:
    return rotation.team_id == team.pk and not rotation.commands


def _add(steps: list[Contact], person: User | None, note: str) -> None:
    known = {one for step in steps for one in step["people"]}
    if person is not None and person.is_active and person.pk not in known:
        steps.append(Contact(label=str(person), note=note, people=[person.pk], address=""))


def _then_managers(steps: list[Contact], duties: list[OnCall]) -> list[Contact]:
    managers = managers_of(duties)
    if managers:
        label = ", ".join(str(one) for one in managers)
        people = [one.pk for one in managers]
        steps.append(Contact(label=label, note="duty manager", people=people, address=""))
    return steps
