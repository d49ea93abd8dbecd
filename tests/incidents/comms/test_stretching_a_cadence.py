"""In a long incident the commander may let people wait longer."""

from typing import Any

import pytest

from incidents.comms.actions.replan_promises import replan_promises
from incidents.comms.actions.stretch_cadence import CannotStretch, stretch_cadence
from incidents.comms.words import TooLate, Words
from incidents.record.actions.change_level import change_level
from incidents.record.models import Incident, Role
from portal.people.models import User
from tests.make_comms import after, audience, give_role, make_promised, make_update, promise_to
from tests.make_people import make_user


def commanded(**facts: Any) -> tuple[Incident, User]:
    incident = make_promised(**facts)
    return incident, give_role(incident, Role.COMMANDER, make_user("Priya", "Incident commander"))


def stretch(incident: Incident, by: User, **facts: Any) -> None:
    stretch_cadence(
        **{
            "incident": incident,
            "audience": audience(),
            "factor": 2,
            "reason": "The vendor works on it.",
            "by": by,
            "at": after(121),
            **facts,
        }
    )


def test_it_makes_the_next_promise_later_and_leaves_the_open_one() -> None:
    incident, commander = commanded(level=1)
    make_update(incident, "customers", at=after(115))

    stretch(incident, commander)

    assert promise_to("customers", incident).due_at == after(145)
    words = [Words(audience(), "Waiting.", next_update_at=after(200))]
    make_update(incident, wordings=words, at=after(140))
    assert promise_to("customers", incident).due_at == after(200)
    said = "Customers are told every 60 min instead of 30. The vendor works on it."
    assert incident.entries.filter(kind="decision", body=said, by=commander).exists()
    with pytest.raises(TooLate):
        make_update(incident, "support", wordings=[Words(audience("support"), "W.", "", "",
                    after(200))], at=after(140))  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"at": after(119)}, "two hours old"),
        ({"factor": 1}, "at most twofold"),
        ({"factor": 2.1}, "at most twofold"),
        ({"reason": " "}, "why people can wait longer"),
    ],
)
def test_it_refuses(facts: dict[str, Any], says: str) -> None:
    incident, commander = commanded(level=1)

    with pytest.raises(CannotStretch, match=says):
        stretch(incident, commander, **facts)


def test_only_the_commander_of_this_incident_may() -> None:
    incident, _ = commanded(level=1)

    with pytest.raises(CannotStretch, match="Only the commander"):
        stretch(incident, make_user("Elena", "Manager"))


def test_twice_is_not_fourfold() -> None:
    incident, commander = commanded(level=1)
    stretch(incident, commander)

    with pytest.raises(CannotStretch, match="stretched already"):
        stretch(incident, commander)


def test_who_is_promised_nothing_waits_no_longer() -> None:
    incident, commander = commanded(level=1)

    with pytest.raises(CannotStretch, match="Engineering are promised nothing"):
        stretch(incident, commander, audience=audience("engineering"))


def test_a_new_severity_brings_its_own_cadence() -> None:
    incident, commander = commanded(level=1)
    stretch(incident, commander)
    change_level(incident=incident, level=2, reason="Half works.", by=None, at=after(130))
    replan_promises(incident=incident, by=None, at=after(130))

    make_update(incident, "customers", at=after(131))

    assert promise_to("customers", incident).due_at == after(191)
