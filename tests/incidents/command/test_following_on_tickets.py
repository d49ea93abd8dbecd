"""Tickets elsewhere hear how the incident goes, and end with it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from incidents.command.actions.reclassify_incident import reclassify_incident
from incidents.command.errands import LEASE, run_errands
from incidents.command.models import Errand
from incidents.record.models import Incident
from portal import failpoints
from tests.make_adapters import Systems, make_adapter, systems
from tests.make_command import declare, resolve
from tests.make_comms import make_update
from tests.make_record import NOON

HOUR = timedelta(hours=1)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Systems]:
    with systems(tmp_path, monkeypatch) as kept:
        yield kept


def live_through(incident: Incident) -> None:
    reclassify_incident(incident=incident, level=0, reason="Everyone.", by=None, at=NOON)
    make_update(incident, "engineering", status="Looking.", at=NOON)
    resolve(incident)


def comments(world: Systems) -> list[str]:
    return [one["body"] for one in world.jira.issues[0]["fields"]["comment"]["comments"]]


def test_jira_is_commented_and_moved_to_done(world: Systems) -> None:
    make_adapter("jira", world.url())
    incident = declare("Cards fail")

    live_through(incident)
    run_errands(at=NOON + HOUR)

    said = comments(world)
    assert "Raised from SEV1 to SEV0" in said[0]
    assert any("Looking." in one for one in said)
    assert any(one.startswith("Resolved") for one in said)
    assert all(incident.reference in one for one in said)
    assert world.jira.issues[0]["fields"]["status"]["name"] == "Closed"


def test_a_transition_that_jira_does_not_offer_leaves_the_ticket(world: Systems) -> None:
    make_adapter("jira", world.url(), done_name="Fertig")
    incident = declare()
    resolve(incident)

    run_errands(at=NOON + HOUR)

    assert world.jira.issues[0]["fields"]["status"]["name"] == "To Do"
    assert "no transition named Fertig" in " ".join(one.said for one in Errand.objects.all())


def test_a_transition_is_found_by_its_name(world: Systems) -> None:
    make_adapter("jira", world.url(), done_name="close IT")
    resolve(declare())

    run_errands(at=NOON + HOUR)

    assert world.jira.issues[0]["fields"]["status"]["name"] == "Closed"


def test_servicenow_is_noted_and_resolved_and_keeps_its_own_priority(world: Systems) -> None:
    make_adapter("servicenow", world.url())
    incident = declare("Cards fail")

    live_through(incident)
    run_errands(at=NOON + HOUR)

    row = world.servicenow.rows[0]
    notes = [one["value"] for one in world.servicenow.notes]
    assert row["state"] == "6"
    assert row["close_code"] == "Solution provided"
    assert row["close_notes"]
    assert any("Raised from SEV1 to SEV0" in one for one in notes)
    assert any("Looking." in one for one in notes)
    sent = [json.loads(one) for one in world.bodies if one]
    assert not any("priority" in one for one in sent)


@pytest.mark.parametrize("kind", ["jira", "servicenow"])
def test_a_worker_killed_before_it_recorded_comments_once(
    kind: str, world: Systems, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_adapter(kind, world.url())
    incident = declare()
    run_errands(at=NOON)
    reclassify_incident(incident=incident, level=0, reason="Worse.", by=None, at=NOON)
    armed = failpoints.parse("command.errand_answered=raise")
    monkeypatch.setattr(failpoints, "_armed", armed)

    with pytest.raises(failpoints.Failpoint):
        run_errands(at=NOON)
    assert run_errands(at=NOON + LEASE) == 1

    said: list[Any] = comments(world) if kind == "jira" else world.servicenow.notes
    assert len(said) == 1


def test_a_ticket_somebody_deleted_is_said_once(world: Systems) -> None:
    make_adapter("jira", world.url(), name="Ops tickets")
    incident = declare()
    run_errands(at=NOON)
    world.jira.issues.clear()

    live_through(incident)
    run_errands(at=NOON + HOUR)

    told = [one.body for one in incident.entries.all() if "Ops tickets could not" in one.body]
    assert len(told) == 1
    assert "gone" in told[0]


def test_teams_gets_cards_of_updates_and_the_end(world: Systems) -> None:
    make_adapter("teams", world.url("/flow"))
    incident = declare("Cards fail")
    live_through(incident)

    run_errands(at=NOON + HOUR)

    cards = [json.loads(one)["attachments"][0]["content"] for one in world.bodies]
    texts = [json.dumps(one) for one in cards]
    assert all(one["type"] == "AdaptiveCard" and one["version"] == "1.4" for one in cards)
    assert "Cards fail" in texts[0]
    assert "Update sent" in texts[1]
    assert any("Resolved" in one for one in texts)


def test_a_card_that_may_have_been_posted_is_not_posted_again(
    world: Systems, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_adapter("teams", world.url("/flow"))
    declared = declare()
    armed = failpoints.parse("command.errand_answered=raise")
    monkeypatch.setattr(failpoints, "_armed", armed)

    with pytest.raises(failpoints.Failpoint):
        run_errands(at=NOON)
    run_errands(at=NOON + LEASE)

    assert len(world.bodies) == 1
    assert "may have been posted" in Errand.objects.get().said
    told = declared.entries.filter(body__contains="Look there; it is not sent twice by itself.")
    assert told.count() == 1


def test_a_general_channel_hears_of_the_beginning_and_the_end(world: Systems) -> None:
    make_adapter("slack_hook", world.url("/services/T0/B0/x"))
    incident = declare("Cards <fail>")
    make_update(incident, "engineering", status="Looking.", at=NOON)
    resolve(incident)

    run_errands(at=NOON + HOUR)

    said = world.chat.announced
    assert len(said) == 2
    assert "Cards &lt;fail&gt;" in said[0]["text"]
    assert said[0]["blocks"][0]["text"]["text"] == said[0]["text"]
    assert said[0]["blocks"][1]["elements"][0]["url"].endswith(incident.get_absolute_url())


def test_a_general_channel_hears_nothing_of_private_or_mild_ones(world: Systems) -> None:
    make_adapter("slack_hook", world.url("/services/T0/B0/x"), last_level=1)
    declare(level=2)
    resolve(declare("Salaries", private=True))

    run_errands(at=NOON + HOUR)

    assert world.asked == []


def test_a_removed_webhook_is_said_in_words(world: Systems) -> None:
    make_adapter("slack_hook", world.url("/services/T0/B0/x"), name="#incidents")
    world.chat.refuses = "no_service"
    incident = declare()

    run_errands(at=NOON)

    assert "removed or turned off in Slack" in incident.entries.newest_first()[0].body
