"""Somebody should look before the time comes."""

from datetime import datetime

from incidents.oncall.models import Rotation
from incidents.oncall.schedule.foresight import Found, look_ahead, who_could_take
from incidents.oncall.schedule.letters import Letter, between, send_letter
from portal.people.groups import MANAGER
from portal.people.models import User


def tell_of_findings(*, rotation: Rotation, at: datetime) -> None:
    """The rotation's owners and the managers are told of each gap, double, long or single
    cover once, days before."""
    people = [
        *rotation.owners.all(),
        *User.objects.active().in_group(MANAGER).named(),
    ]
    for found in look_ahead(at=at):
        if found.rotation == rotation:
            _tell(found, people, at=at)


def _tell(found: Found, people: list[User], *, at: datetime) -> None:
    could = [str(one) for one in who_could_take(found)] if found.finding == "gap" else []
    lines = [
        f"{found.person} is away then and there is no backup."
        if found.finding == "gap" and found.person
        else "It can still be changed on the On call page.",
        f"They could take it: {', '.join(could[:5])}." if could else "",
    ]
    send_letter(
        "oncall.ahead",
        key=f"ahead:{found.key}",
        to=people,
        write=lambda zone: Letter(
            found.sentence
            if found.finding == "single"
            else f"{found.sentence}, {between(found.starts_at, found.ends_at, zone)}",
            tuple(one for one in lines if one),
        ),
        at=at,
    )
