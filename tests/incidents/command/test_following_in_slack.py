"""The incident's channel keeps up with the room, each thing once and in order."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from incidents.command.actions.close_incident import close_incident
from incidents.command.actions.reclassify_incident import reclassify_incident
from incidents.command.errands import LEASE, MOST_LINES, run_errands
from incidents.command.models import Adapter, Counterpart, Errand
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.assign_role import assign_role
from incidents.record.models import Incident
from portal import failpoints
from tests.make_adapters import Systems, make_adapter, systems
from tests.make_command import declare, resolve
from tests.make_comms import make_update
from tests.make_people import make_user
from tests.make_record import NOON, make_service

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Systems]:
    with systems(tmp_path, monkeypatch) as kept:
        yield kept


@pytest.fixture
def incident(world: Systems) -> Incident:
    make_adapter("slack", world.url("/slack"), name="Slack")
    made = declare("Cards fail", services=[make_service("Checkout")])
    run_errands(at=NOON)
    return made


def decide(incident: Incident, text: str) -> None:
    add_entry(incident=incident, kind="decision", body=text, by=None, at=NOON)


def lines(world: Systems) -> list[str]:
    return [text.partition("\n")[2] for text in world.chat.said[1:]]


def pinned(world: Systems) -> str:
    return world.chat.said[0]


def topic(world: Systems) -> str:
    return str(world.chat.channels[0]["topic"]["value"])


def test_decisions_updates_roles_and_severity_are_posted_in_order(
    world: Systems, incident: Incident
) -> None:
    decide(incident, "Roll back <now> & wait.")
    reclassify_incident(incident=incident, level=0, reason="Everyone.", by=None, at=NOON)
    priya = make_user("Priya", "Responder")
    assign_role(incident=incident, role="commander", person=priya, by=None, at=NOON)
    make_update(incident, "engineering", status="Looking.", at=NOON)

    run_errands(at=NOON)

    said = lines(world)
    assert said[0] == "Roll back &lt;now&gt; &amp; wait."
    assert said[1].startswith("Raised from SEV1 to SEV0")
    assert said[2].startswith("Priya is incident commander")
    assert "Looking." in said[3]


def test_notes_stay_in_the_room(world: Systems, incident: Incident) -> None:
    add_entry(incident=incident, kind="note", body="Looking.", by=None, at=NOON)

    run_errands(at=NOON)

    assert len(world.chat.said) == 1


def test_the_pinned_summary_and_the_topic_follow_in_place(
    world: Systems, incident: Incident
) -> None:
    assert world.chat.pins == [("C0", world.chat.messages["C0"][0]["ts"])]

    reclassify_incident(incident=incident, level=0, reason="Everyone.", by=None, at=NOON)
    priya = make_user("Priya", "Responder")
    assign_role(incident=incident, role="commander", person=priya, by=None, at=NOON)
    run_errands(at=NOON)

    incident.refresh_from_db()
    due = incident.next_update_due_at
    assert due is not None
    assert "SEV0 Cards fail" in pinned(world)
    assert "led by Priya" in pinned(world)
    assert f"next update {due:%H:%M} UTC" in topic(world)
    assert len(topic(world)) <= 250
    assert len(world.chat.pins) == 1


def test_what_stands_as_it_is_is_not_written_again(world: Systems, incident: Incident) -> None:
    decide(incident, "Wait.")
    asked = len(world.asked)

    run_errands(at=NOON)

    assert world.paths()[asked:] == ["/slack/chat.postMessage"]


def test_who_takes_a_role_is_invited(world: Systems, incident: Incident) -> None:
    priya, tom = make_user("Priya", "Responder"), make_user("Tom", "Responder")
    world.chat.people = {priya.email: "U7"}

    for person in (priya, tom):
        assign_role(incident=incident, role="commander", person=person, by=None, at=NOON)
    run_errands(at=NOON)

    assert world.chat.invited == ["U7"]
    assert not Errand.objects.exclude(state="done").exists()


@pytest.mark.parametrize("archive", [True, False])
def test_a_closed_incident_archives_its_channel(world: Systems, archive: bool) -> None:
    make_adapter("slack", world.url("/slack"), archive=archive, last_level=3)
    incident = declare(level=3)
    resolve(incident)
    close_incident(incident=incident, reason="Stable.", by=None, at=NOON + 2 * HOUR)

    run_errands(at=NOON + 2 * HOUR)

    assert world.chat.channels[0]["is_archived"] is archive
    assert lines(world)[-1].startswith("Closed.")
    assert not Errand.objects.exclude(state="done").exists()


def test_a_worker_killed_before_it_recorded_posts_nothing_twice(
    world: Systems, incident: Incident, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(incident, "Roll back.")
    armed = failpoints.parse("command.errand_answered=raise")
    monkeypatch.setattr(failpoints, "_armed", armed)

    with pytest.raises(failpoints.Failpoint):
        run_errands(at=NOON)
    decide(incident, "Then wait.")
    assert run_errands(at=NOON + LEASE - SECOND) == 0
    assert run_errands(at=NOON + LEASE) == 2

    assert lines(world) == ["Roll back.", "Then wait."]
    assert Errand.objects.filter(verb="tell").first().ref == world.chat.messages["C0"][1]["ts"]  # type: ignore[union-attr]


def test_order_holds_while_slack_fails_and_the_room_hears_it_once(
    world: Systems, incident: Incident
) -> None:
    decide(incident, "One.")
    world.troubles = [(503, {})] * 5
    moment = NOON
    for number in range(60):
        moment += 10 * SECOND
        if number == 3:
            decide(incident, "Two.")
        run_errands(at=moment)

    assert lines(world) == ["One.", "Two."]
    told = [one.body for one in incident.entries.all() if "does not take" in one.body]
    assert len(told) == 1
    assert Adapter.objects.get().failures == 0


def test_while_it_rests_nothing_of_another_incident_is_tried(
    world: Systems, incident: Incident
) -> None:
    world.troubles = [(429, {"Retry-After": "90"})]
    decide(incident, "One.")
    run_errands(at=NOON)
    asked = len(world.asked)
    other = declare("Another")

    assert run_errands(at=NOON + 89 * SECOND) == 0
    assert len(world.asked) == asked
    assert run_errands(at=NOON + 90 * SECOND) == 2
    assert Counterpart.objects.filter(incident=other).exists()


def test_a_channel_that_fell_behind_gets_the_newest_lines_and_a_word(
    world: Systems, incident: Incident
) -> None:
    world.troubles = [(503, {})]
    decide(incident, "Line 0.")
    run_errands(at=NOON)
    for number in range(1, MOST_LINES + 3):
        decide(incident, f"Line {number}.")

    run_errands(at=NOON + MINUTE)

    said = world.chat.said[1:]
    assert len(said) == MOST_LINES
    assert "3 earlier lines could not be posted in time" in said[0]
    assert said[0].endswith("Line 3.")
    assert said[-1].endswith(f"Line {MOST_LINES + 2}.")


def test_an_archived_channel_is_no_trouble(world: Systems, incident: Incident) -> None:
    world.chat.channels[0]["is_archived"] = True
    decide(incident, "Wait.")

    run_errands(at=NOON)

    assert Errand.objects.latest("pk").said == "The channel is archived."


def test_a_private_incident_says_only_that_it_ended(world: Systems) -> None:
    make_adapter("slack", world.url("/slack"), name="Slack")
    secret = declare("Salaries leaked", private=True, by=make_user("Elena", "Manager"))
    decide(secret, "Lock the share of Payroll.")
    resolve(secret)

    run_errands(at=NOON + HOUR)

    sent = b" ".join(world.bodies)
    assert lines(world) == ["Resolved."]
    assert b"Payroll" not in sent
    assert b"Salaries" not in sent
    assert b"Elena" not in sent


def test_what_became_private_meanwhile_is_not_told(world: Systems, incident: Incident) -> None:
    world.troubles = [(503, {})]
    decide(incident, "Lock the share.")
    run_errands(at=NOON)
    Incident.objects.update(private=True)

    run_errands(at=NOON + MINUTE)

    assert lines(world) == []
    assert "private" in Errand.objects.latest("pk").said


def test_a_drill_says_that_it_is_one(world: Systems) -> None:
    make_adapter("slack", world.url("/slack"), name="Slack")
    declare("Database gone", kind="drill")

    run_errands(at=NOON)

    assert "DRILL: Database gone" in pinned(world)
    assert "DRILL: Database gone" in topic(world)


def test_an_incident_that_gets_worse_gets_its_room(world: Systems) -> None:
    make_adapter("slack", world.url("/slack"), name="Slack", last_level=1)
    incident = declare(level=2)
    run_errands(at=NOON)
    assert not world.chat.channels

    reclassify_incident(incident=incident, level=1, reason="Worse.", by=None, at=NOON)
    run_errands(at=NOON)

    assert len(world.chat.channels) == 1


def test_without_the_right_to_look_back_a_retry_still_posts(
    world: Systems, incident: Incident
) -> None:
    world.chat.lacks = "conversations.history"
    world.troubles = [(503, {})]
    decide(incident, "One.")

    run_errands(at=NOON)
    run_errands(at=NOON + MINUTE)

    assert lines(world) == ["One."]
