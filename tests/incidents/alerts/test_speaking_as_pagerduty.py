"""Whoever speaks to PagerDuty's events can speak to us: the same answers, the same effects."""

import pytest

from incidents.alerts.models import Alert, AlertStatus, InboxItem
from incidents.record.models import Change, ChangeState
from tests.make_sources import event, make_source, post, secret_of, work_in

EVENTS, CHANGES = "/v2/enqueue", "/v2/change/enqueue"


def test_a_trigger_is_answered_as_pagerduty_does() -> None:
    make_source("pagerduty")

    status, answer = post(EVENTS, event())

    assert status == 202
    assert answer == {"status": "success", "message": "Event processed", "dedup_key": "disk"}


def test_a_trigger_without_a_key_gets_one() -> None:
    make_source("pagerduty")
    body = event()
    del body["dedup_key"]

    _, answer = post(EVENTS, body)
    work_in()

    assert len(answer["dedup_key"]) == 32
    assert Alert.objects.get().fingerprint == answer["dedup_key"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"routing_key": "short"}, "Length of 'routing_key' is incorrect"),
        ({"event_action": "explode"}, "'event_action' must be one of"),
        ({"event_action": ["trigger"]}, "'event_action' must be one of"),
        ({"payload": {"summary": "x", "source": "y"}}, "'payload.severity' is missing"),
        ({"payload": {"summary": "x", "source": "y", "severity": "bad"}}, "is invalid"),
        ({"payload": {"summary": "x" * 1025, "source": "y", "severity": "info"}}, "too long"),
        ({"payload": None}, "'payload' is missing"),
        ({"dedup_key": "k" * 256}, "Length of 'dedup_key'"),
    ],
)
def test_an_invalid_event_is_refused_as_pagerduty_does(change: dict, words: str) -> None:  # type: ignore[type-arg]
    make_source("pagerduty")

    status, answer = post(EVENTS, event(**change))

    assert status == 400
    assert answer["status"] == "invalid event"
    assert answer["message"] == "Event object is invalid"
    assert any(words in one for one in answer["errors"])
    assert not InboxItem.objects.exists()


def test_after_a_resolve_the_same_trigger_opens_a_new_alert() -> None:
    make_source("pagerduty")

    for action in ("trigger", "trigger", "resolve", "trigger"):
        assert post(EVENTS, event(action))[0] == 202
    work_in()

    found = Alert.objects.order_by("starts_at").values_list("status", flat=True)
    assert list(found) == [AlertStatus.RESOLVED, AlertStatus.FIRING]


@pytest.mark.parametrize("action", ["acknowledge", "resolve"])
def test_what_is_closed_stays_closed_and_nobody_hears_of_it(action: str) -> None:
    make_source("pagerduty")

    status, answer = post(EVENTS, event(action, "never heard of"))
    work_in()

    assert (status, answer["dedup_key"]) == (202, "never heard of")
    assert not Alert.objects.exists()


def test_an_acknowledgement_is_kept_on_the_alert() -> None:
    make_source("pagerduty")

    post(EVENTS, event())
    post(EVENTS, event("acknowledge", client="Nagios"))
    work_in()

    alert = Alert.objects.get()
    assert alert.acknowledged_by == "Nagios"
    assert alert.status == AlertStatus.FIRING


def test_the_key_may_stand_in_a_header() -> None:
    make_source("pagerduty")
    body = event()
    del body["routing_key"]

    assert post(EVENTS, body, X_Routing_Key=secret_of("pagerduty"))[0] == 202


def test_more_than_the_measure_of_a_minute_comes_again_later() -> None:
    make_source("pagerduty", most_a_minute=2)

    found = [post(EVENTS, event())[0] for _ in range(4)]

    assert found == [202, 202, 429, 429]


def test_a_change_event_is_a_change() -> None:
    make_source("pagerduty")
    body = {
        "routing_key": secret_of("pagerduty"),
        "payload": {
            "summary": "Build Success: Increase retry time",
            "source": "ci",
            "timestamp": "2026-11-19T11:00:00+00:00Z",
            "custom_details": {"version": "1.2"},
        },
        "links": [{"href": "https://ci.example/1", "text": "Build"}],
    }

    for _ in range(2):
        assert post(CHANGES, body)[0] == 202
    work_in()

    change = Change.objects.get()
    assert (change.title, change.version) == ("Build Success: Increase retry time", "1.2")
    assert (change.state, change.url) == (ChangeState.FINISHED, "https://ci.example/1")


def test_the_same_change_without_a_time_is_another() -> None:
    make_source("pagerduty")
    body = {"routing_key": secret_of("pagerduty"), "payload": {"summary": "Deploy checkout"}}

    for _ in range(2):
        assert post(CHANGES, body)[0] == 202
    work_in()

    assert Change.objects.count() == 2
