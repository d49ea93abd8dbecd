"""Programs of ours hear of incidents by signed webhooks."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from standardwebhooks.webhooks import Webhook

from incidents.command.actions.reclassify_incident import reclassify_incident
from incidents.command.actions.rotate_adapter_secret import (
    OLD_IS_GOOD_FOR,
    StillRotating,
    rotate_adapter_secret,
)
from incidents.command.actions.save_endpoint import save_endpoint
from incidents.command.actions.switch_adapter import switch_adapter
from incidents.command.actions.tell_again import NothingToTell, tell_again
from incidents.command.errands import LEASE, run_errands
from incidents.command.models import Adapter, Errand
from incidents.desk.api.webhooks import WebhookEvent
from incidents.record.actions.add_entry import add_entry
from incidents.record.models import EventType, Incident
from portal import failpoints
from portal.people.models import User
from portal.post.models import Delivery
from tests.make_adapters import Systems, systems
from tests.make_command import declare, resolve
from tests.make_people import make_user
from tests.make_record import NOON, make_service

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Systems]:
    with systems(tmp_path, monkeypatch) as kept:
        yield kept


@pytest.fixture
def elena() -> User:
    return make_user("Elena", "Manager")


def connect(world: Systems, by: User, **facts: Any) -> tuple[Adapter, str]:
    given = {
        "name": "Data lake",
        "url": world.url("/hook"),
        "events": EventType.values,
        "private_too": False,
        "last_level": 3,
        **facts,
    }
    return save_endpoint(**given, by=by, at=NOON)


def heard(world: Systems) -> list[dict[str, Any]]:
    return [json.loads(one) for one in world.bodies]


def decide(incident: Incident, text: str = "Roll back.") -> None:
    add_entry(incident=incident, kind="decision", body=text, by=None, at=NOON)


def test_each_event_is_told_in_order_and_verifies(world: Systems, elena: User) -> None:
    _, secret = connect(world, elena)
    incident = declare("Cards fail", services=[make_service("Checkout")])
    reclassify_incident(incident=incident, level=0, reason="Everyone.", by=None, at=NOON)
    resolve(incident)

    run_errands(at=NOON + HOUR)

    told = heard(world)
    assert [one["sequence"] for one in told] == list(range(1, incident.events.count() + 1))
    for headers, body in zip(world.headers, world.bodies, strict=True):
        assert Webhook(secret).verify(body, headers) == json.loads(body)
    changed = next(one for one in told if one["type"] == "incident.severity_changed")
    assert changed["data"]["facts"] == {"from": "SEV1", "to": "SEV0", "reason": "Everyone."}
    assert changed["data"]["incident"]["services"] == ["Checkout"]


def test_what_is_sent_is_what_is_described(world: Systems, elena: User) -> None:
    connect(world, elena)
    resolve(declare())

    run_errands(at=NOON + HOUR)

    for body in world.bodies:
        assert WebhookEvent.model_validate_json(body).version == 1


def test_only_chosen_events_of_chosen_severities(world: Systems, elena: User) -> None:
    connect(world, elena, events=["incident.declared", "incident.resolved"], last_level=1)
    declare(level=2)
    resolve(declare())

    run_errands(at=NOON + HOUR)

    assert [one["type"] for one in heard(world)] == ["incident.declared", "incident.resolved"]


def test_one_that_became_mild_is_followed_to_its_end(world: Systems, elena: User) -> None:
    connect(world, elena, events=["incident.declared", "incident.resolved"], last_level=1)
    incident = declare(level=1)
    reclassify_incident(incident=incident, level=3, reason="One user.", by=None, at=NOON)
    resolve(incident)

    run_errands(at=NOON + HOUR)

    assert [one["type"] for one in heard(world)] == ["incident.declared", "incident.resolved"]


@pytest.mark.parametrize("allowed", [True, False])
def test_of_private_incidents_only_what_is_allowed(
    world: Systems, elena: User, allowed: bool
) -> None:
    connect(world, elena, private_too=allowed)
    secret = declare("Salaries leaked", private=True, by=elena, services=[make_service("Payroll")])
    decide(secret, "Lock the share of Ana.")
    resolve(secret)

    run_errands(at=NOON + HOUR)

    sent = b" ".join(world.bodies)
    assert bool(sent) is allowed
    for word in (b"Salaries", b"Payroll", b"share", b"Elena"):
        assert word not in sent
    for one in heard(world):
        assert one["data"]["incident"]["private"]
        assert one["data"]["text"] is one["data"]["by"] is one["data"]["incident"]["title"] is None
        assert set(one["data"]["facts"]) <= {"from", "to"}


def test_a_drill_is_marked(world: Systems, elena: User) -> None:
    connect(world, elena, events=["incident.declared"])
    declare("Database gone", kind="drill")

    run_errands(at=NOON)

    told = heard(world)[0]["data"]["incident"]
    assert told["drill"]
    assert told["title"] == "DRILL: Database gone"


def test_a_worker_killed_before_it_recorded_sends_the_same_id(
    world: Systems, elena: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(world, elena, events=["incident.declared"])
    declare()
    armed = failpoints.parse("command.errand_answered=raise")
    monkeypatch.setattr(failpoints, "_armed", armed)

    with pytest.raises(failpoints.Failpoint):
        run_errands(at=NOON)
    run_errands(at=NOON + LEASE)

    assert len({one["webhook-id"] for one in world.headers}) == 1
    assert world.bodies[0] == world.bodies[1]


def test_an_endpoint_that_fails_is_paused_its_owner_told_and_nothing_lost(
    world: Systems, elena: User
) -> None:
    adapter, _ = connect(world, elena, events=["incident.declared", "incident.decision_made"])
    incident = declare()
    world.status = 404
    moment = NOON
    for _ in range(400):
        moment += 15 * SECOND
        run_errands(at=moment)
    asked = len(world.asked)
    decide(incident)

    run_errands(at=moment + HOUR)
    adapter.refresh_from_db()
    assert asked == len(world.asked) == 10
    assert adapter.paused_because == "The endpoint answered 404."
    mail = Delivery.objects.get(message__kind="command.adapter_paused")
    assert mail.address == elena.email

    world.status = 204
    switch_adapter(adapter=adapter, on=True, by=elena, at=moment + HOUR)
    run_errands(at=moment + HOUR)
    assert [one["type"] for one in heard(world)[10:]] == [
        "incident.declared", "incident.decision_made",
    ]  # fmt: skip
    assert "does not take" not in " ".join(one.body for one in incident.entries.all())


def test_one_that_says_it_is_over_is_paused_at_once(world: Systems, elena: User) -> None:
    adapter, _ = connect(world, elena, events=["incident.declared"])
    world.status = 410
    declare()

    run_errands(at=NOON)

    adapter.refresh_from_db()
    assert "410" in adapter.paused_because


def test_a_replay_is_a_new_delivery_of_the_same_event(world: Systems, elena: User) -> None:
    adapter, secret = connect(world, elena, events=["incident.declared"])
    declare()
    run_errands(at=NOON)

    tell_again(adapter=adapter, errands=Errand.objects.all(), by=elena, at=NOON + HOUR)
    tell_again(adapter=adapter, errands=Errand.objects.all(), by=elena, at=NOON + HOUR)
    run_errands(at=NOON + HOUR)

    ids = {one["webhook-id"] for one in world.headers}
    assert (len(world.bodies), len(ids)) == (3, 1)
    assert Webhook(secret).verify(world.bodies[1], world.headers[1])
    assert sorted(Errand.objects.values_list("turn", flat=True)) == [0, 1, 2]


def test_what_never_failed_has_nothing_to_replay(world: Systems, elena: User) -> None:
    adapter, _ = connect(world, elena)

    with pytest.raises(NothingToTell):
        tell_again(adapter=adapter, errands=Errand.objects.none(), by=elena, at=NOON)


def test_for_a_day_after_renewal_both_secrets_verify(world: Systems, elena: User) -> None:
    adapter, old = connect(world, elena, events=["incident.declared"])
    new = rotate_adapter_secret(adapter=adapter, by=elena, at=NOON)
    declare()
    run_errands(at=NOON)
    declare(at=NOON + OLD_IS_GOOD_FOR)
    run_errands(at=NOON + OLD_IS_GOOD_FOR)

    with pytest.raises(StillRotating):
        rotate_adapter_secret(adapter=adapter, by=elena, at=NOON + HOUR)
    for one in (old, new):
        assert Webhook(one).verify(world.bodies[0], world.headers[0])
    assert len(world.headers[1]["webhook-signature"].split()) == 1
    assert Webhook(new).verify(world.bodies[1], world.headers[1])


def test_the_log_keeps_what_the_endpoint_said(world: Systems, elena: User) -> None:
    connect(world, elena, events=["incident.declared"])
    world.status = 400
    declare()

    run_errands(at=NOON)

    errand = Errand.objects.get()
    assert (errand.answer_status, errand.answer, errand.tries) == (400, "{}", 1)
    assert errand.milliseconds is not None


@pytest.mark.parametrize("url", ["http://x.example.com", "https://10.0.0.7", "https://localhost"])
def test_an_address_inside_is_refused(world: Systems, elena: User, url: str) -> None:
    with pytest.raises(ValidationError):
        connect(world, elena, url=url)
