"""A role passes on with its three parts, once, and the new holder reads them."""

import pytest

from incidents.command.actions.hand_over_role import (
    HeldByAnother,
    MayNotAssign,
    NoHandover,
    hand_over_role,
)
from incidents.command.handovers import Handover, proposed
from incidents.record.models import Incident
from portal.people.models import User
from portal.post.models import Message
from tests.make_command import declare
from tests.make_people import make_user
from tests.make_record import NOON

WHOLE = Handover("Backup holds at 50 %.", "Load at 15:00.", "Executives by 14:45.")


@pytest.fixture
def ana() -> User:
    return make_user("Ana", "Responder")


@pytest.fixture
def ben() -> User:
    return make_user("Ben", "Responder")


@pytest.fixture
def incident(ana: User) -> Incident:
    made = declare()
    hand_over_role(incident=made, role="commander", person=ana, by=ana, at=NOON)
    return made


@pytest.mark.parametrize(
    ("handover", "missing"),
    [
        (Handover(), "the state now"),
        (Handover("Holds", "", "14:45"), "the open risks"),
        (Handover("Holds", "Load", " "), "the next promise"),
    ],
)
def test_it_needs_all_three_parts(
    incident: Incident, ana: User, ben: User, handover: Handover, missing: str
) -> None:
    with pytest.raises(NoHandover, match=missing):
        hand_over_role(
            incident=incident, role="commander", person=ben, handover=handover, by=ana, at=NOON
        )

    assert incident.holder_of("commander") == ana


def test_it_takes_effect_at_once_and_tells_the_new_holder(
    incident: Incident, ana: User, ben: User
) -> None:
    hand_over_role(incident=incident, role="commander", person=ben, handover=WHOLE, by=ana, at=NOON)

    message = Message.objects.get(kind="command.handover")
    assert incident.holder_of("commander") == ben
    assert message.lane == "urgent"
    assert list(message.deliveries.values_list("address", flat=True)) == [ben.email]
    assert "Load at 15:00." in message.text
    assert "Load at 15:00." in incident.entries.newest_first()[0].body


def test_a_held_role_is_not_taken_without_a_word(incident: Incident, ben: User) -> None:
    with pytest.raises(HeldByAnother, match="Ana is incident commander since 12:00 UTC"):
        hand_over_role(incident=incident, role="commander", person=ben, by=ben, at=NOON)


def test_of_two_who_press_at_once_the_second_reads_who_was_first(
    incident: Incident, ana: User, ben: User
) -> None:
    cleo = make_user("Cleo", "Incident commander")
    hand_over_role(
        incident=incident, role="commander", person=ben, handover=WHOLE, seen=ana, by=ana, at=NOON
    )

    with pytest.raises(HeldByAnother, match="Ben is incident commander"):
        hand_over_role(
            incident=incident, role="commander", person=cleo, handover=WHOLE, seen=ana, by=cleo,
            at=NOON,
        )  # fmt: skip

    assert incident.holder_of("commander") == ben


def test_others_are_assigned_by_who_commands(incident: Incident, ana: User, ben: User) -> None:
    with pytest.raises(MayNotAssign, match="You can take a role yourself"):
        hand_over_role(incident=incident, role="scribe", person=ana, by=ben, at=NOON)


def test_a_private_handover_is_a_restricted_message(ana: User, ben: User) -> None:
    hidden = declare(private=True, members=[ana])
    hand_over_role(incident=hidden, role="commander", person=ana, by=ana, at=NOON)

    hand_over_role(incident=hidden, role="commander", person=ben, handover=WHOLE, by=ana, at=NOON)

    assert Message.objects.get(kind="command.handover").restricted


def test_the_record_proposes_what_it_knows(incident: Incident) -> None:
    begun = proposed(incident, at=NOON)

    assert begun.state.startswith("SEV1, active")
    assert begun.promise.startswith("Update to ")


def test_reading_it_back_gives_the_same_parts() -> None:
    assert Handover.read(WHOLE.text) == WHOLE
