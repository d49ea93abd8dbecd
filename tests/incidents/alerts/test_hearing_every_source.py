"""Each source is believed by what only it holds, and read in its own words."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from incidents.alerts.intake import amazon
from incidents.alerts.intake.signatures import hex_digest, is_grafana
from incidents.alerts.intake.unproven import NotProven
from incidents.alerts.models import (
    Alert,
    AlertStatus,
    InboxItem,
    Refusal,
    SigningCertificate,
    Subscription,
)
from incidents.alerts.outbound.amazon import NotAmazon, check_certificate, check_confirmation
from tests.make_alerts import alert, notification
from tests.make_sources import (
    TOPIC,
    Amazon,
    alarm,
    bearer,
    datadog,
    make_source,
    newrelic,
    post,
    signed,
    work_in,
)

pytestmark = pytest.mark.django_db


def test_datadog_recovers_by_its_cycle() -> None:
    make_source("datadog")

    for body in (datadog(), datadog(), datadog("Recovered", date_posix="1700000060")):
        assert post("/in/datadog/", body, **bearer("datadog"))[0] == 202
    work_in()

    found = Alert.objects.get()
    assert (found.fingerprint, found.status) == ("c1", AlertStatus.RESOLVED)
    assert found.labels["service"] == "checkout"
    assert "host" not in found.labels
    assert found.starts_at == datetime.fromtimestamp(1_700_000_000, UTC)


def test_variables_that_datadog_did_not_know_count_as_absent() -> None:
    make_source("datadog")
    body = datadog(id="$ALERT_CYCLE_KEY", date_posix="$DATE_POSIX", event_id="$ID")

    for one in (body, {**body, "transition": "Recovered"}):
        assert post("/in/datadog/", one, **bearer("datadog"))[0] == 202
    work_in()

    found = Alert.objects.get()
    assert (found.fingerprint, found.status) == ("42:service:checkout", AlertStatus.RESOLVED)


@pytest.mark.parametrize("state", ["CLOSED", "RESOLVED"])
def test_new_relic_closes_its_issue(state: str) -> None:
    make_source("newrelic")

    for body in (newrelic(), newrelic(state, updatedAt=1_700_000_120_000)):
        assert post("/in/newrelic/", body, **bearer("newrelic"))[0] == 202
    work_in()

    found = Alert.objects.get()
    assert found.status == AlertStatus.RESOLVED
    assert found.starts_at == datetime.fromtimestamp(1_700_000_000, UTC)
    assert found.labels["entity"] == "checkout"


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("subject", [{}, {"Subject": 'ALARM: "cpu"'}])
def test_cloudwatch_is_believed_by_amazons_signature(version: str, subject: dict[str, str]) -> None:
    make_source("sns", topics=TOPIC)
    amazon = Amazon()
    amazon.is_known()

    for number, value in enumerate(("ALARM", "OK")):
        when = f"2026-11-19T11:3{number}:00.000+0000"
        message = alarm(value, StateChangeTime=when)
        body = amazon.letter(message, number=f"m{number}", version=version, **subject)
        assert post("/in/sns/", body)[0] == 200
    work_in()

    found = Alert.objects.get()
    assert (found.title, found.status) == ("CPU is high", AlertStatus.RESOLVED)
    assert found.labels["InstanceId"] == "i-1"


@pytest.mark.parametrize(
    "forged",
    [
        {"Message": "something else"},
        {"SigningCertURL": "https://evil.example/SimpleNotificationService-1.pem"},
        {"SigningCertURL": "https://sns.us-east-1.amazonaws.com.evil.example/a.pem"},
        {"TopicArn": "arn:aws:sns:us-east-1:999999999999:theirs"},
        {"Signature": "AAAA"},
        {"Signature": "no base64 ÿ"},
    ],
)
def test_what_amazon_did_not_sign_is_refused(forged: dict[str, str]) -> None:
    make_source("sns", topics=TOPIC)
    amazon = Amazon()
    amazon.is_known()

    status, _ = post("/in/sns/", {**amazon.letter(alarm()), **forged})

    assert status == 401
    assert not InboxItem.objects.exists()


def test_the_certificate_is_fetched_once(monkeypatch: pytest.MonkeyPatch) -> None:
    make_source("sns", topics=TOPIC)
    ours, asked = Amazon(), []

    def fetched(address: str) -> str:
        asked.append(address)
        return ours.pem

    monkeypatch.setattr(amazon, "fetch_certificate", fetched)
    for number in range(3):
        assert post("/in/sns/", ours.letter(alarm(), number=str(number)))[0] == 200

    assert len(asked) == 1


def test_what_is_no_certificate_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    make_source("sns", topics=TOPIC)
    ours, given = Amazon(), ["<html>Sign in to this network</html>"]
    monkeypatch.setattr(amazon, "fetch_certificate", lambda _: given[0])
    letter = ours.letter(alarm())

    assert post("/in/sns/", letter)[0] == 401
    given[0] = ours.pem

    assert post("/in/sns/", letter)[0] == 200


def test_a_letter_that_another_program_signed_is_believed() -> None:
    """Moto 5.2.5 plays SNS; this is what it posted."""
    found = json.loads((Path(__file__).parent / "letter_of_moto.json").read_text())
    letter, at = found["letter"], datetime(2026, 12, 1, tzinfo=UTC)
    integration = make_source("sns", topics=letter["TopicArn"])
    address = letter["SigningCertURL"]
    SigningCertificate.objects.create(address=address, pem=found["certificate"], fetched_at=at)

    assert amazon.prove_amazon(letter, at=at) == integration
    with pytest.raises(NotProven):
        amazon.prove_amazon({**letter, "Message": "All is well"}, at=at)


def test_raw_delivery_is_refused_in_words() -> None:
    make_source("sns", topics=TOPIC)

    status, answer = post("/in/sns/", alarm().encode())

    assert status == 400
    assert "raw message delivery" in answer["detail"]


def test_a_topic_that_asks_to_be_confirmed_waits_for_a_click() -> None:
    integration = make_source("sns", topics=TOPIC)
    amazon = Amazon()
    amazon.is_known()
    visit = "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&Token=1"
    body = amazon.letter("You have chosen", Type="SubscriptionConfirmation", Token="1",
                         SubscribeURL=visit)  # fmt: skip

    assert post("/in/sns/", body)[0] == 200
    work_in()

    asked = Subscription.objects.get(integration=integration)
    assert (asked.topic, asked.address, asked.confirmed_at) == (TOPIC, visit, None)


@pytest.mark.parametrize(
    "address",
    [
        "http://sns.us-east-1.amazonaws.com/a.pem",
        "https://sns.us-east-1.amazonaws.com@evil.example/a.pem",
        "https://sns.us-east-1.amazonaws.com:8443/a.pem",
        "https://sns.us-east-1.amazonaws.com/../a.pem",
        "https://sns.us-east-1.amazonaws.com/a.pem\n",
        "https://169.254.169.254/a.pem",
    ],
)
def test_only_amazons_own_addresses_are_visited(address: str) -> None:
    with pytest.raises(NotAmazon):
        check_certificate(address)
    with pytest.raises(NotAmazon):
        check_confirmation(address)


def sentry(resource: str, action: str, data: dict[str, Any]) -> int:
    body = {"action": action, "installation": {"uuid": "u"}, "data": data}
    headers = signed("sentry", body, Sentry_Hook_Resource=resource)
    return post("/in/sentry/", body, **headers)[0]


def test_a_sentry_alert_ends_with_its_issue() -> None:
    make_source("sentry")
    event = {"issue_id": "7", "title": "TypeError", "level": "error", "tags": [["env", "prod"]],
             "datetime": "2026-11-19T11:00:00.000000Z"}  # fmt: skip

    assert sentry("event_alert", "triggered", {"event": event, "triggered_rule": "r"}) == 200
    assert sentry("issue", "resolved", {"issue": {"id": "7", "title": "TypeError"}}) == 200
    work_in()

    found = Alert.objects.get()
    assert (found.fingerprint, found.status) == ("issue:7", AlertStatus.RESOLVED)


def test_a_sentry_metric_ends_itself() -> None:
    make_source("sentry")
    for action in ("critical", "resolved"):
        data = {"metric_alert": {"id": 3, "alert_rule": {"name": "p95"}},
                "description_title": "p95 is high"}  # fmt: skip
        assert sentry("metric_alert", action, data) == 200
    work_in()

    assert Alert.objects.get().status == AlertStatus.RESOLVED


@pytest.mark.parametrize("resource", ["installation", "error", "comment"])
def test_sentry_says_hello_and_nothing_opens(resource: str) -> None:
    make_source("sentry")

    assert sentry(resource, "created", {}) == 200
    work_in()

    assert not Alert.objects.exists()


def test_signatures_are_those_of_the_sources() -> None:
    assert hex_digest("clientsecret", b'{"a":1}') == (
        "077d54a80585f9c836ad5898442545e3d7b67d8c196b0a30b39558a0083703da"
    )
    assert hex_digest("It's a Secret to Everybody", b"Hello, World!") == (
        "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    )
    vector = "4f0bff5cd8903c8149837f5187dd1ebbb1ba3fe7acd2a8b61cb3fb91e509a6ad"
    at = datetime.fromtimestamp(1_700_000_100, UTC)
    assert is_grafana("secret", b'{"a":1}', vector, "1700000000", at=at)
    assert not is_grafana("secret", b'{"a":1}', vector, "1699999999", at=at)
    late = datetime.fromtimestamp(1_700_000_301, UTC)
    assert not is_grafana("secret", b'{"a":1}', vector, "1700000000", at=late)


def test_grafana_may_sign_instead_of_showing_a_token() -> None:
    make_source("grafana")
    raw = notification(alert(), version="1", orgId=1, state="alerting")

    assert post("/in/grafana/", raw, **signed("grafana", raw))[0] == 202
    assert post("/in/grafana/", raw, **bearer("grafana"))[0] == 202
    assert (
        post("/in/grafana/", raw, **bearer("grafana"), X_Grafana_Alerting_Signature="0")[0] == 401
    )
    assert InboxItem.objects.count() == 1


def test_a_test_of_grafanas_contact_point_opens_nothing() -> None:
    make_source("grafana")
    raw = notification(alert(labels={"alertname": "TestAlert", "instance": "Grafana"}))

    assert post("/in/grafana/", raw, **bearer("grafana"))[0] == 202
    work_in()

    assert not Alert.objects.exists()


def test_generic_json_is_read_by_its_mapping() -> None:
    mapping = {"key": "check.id", "title": "check.names.0", "status": "state", "over": ["up"]}
    make_source("json", mapping=mapping)

    for state in ("down", "up"):
        body = {"check": {"id": 7, "names": ["Shop is down"]}, "state": state}
        assert post("/in/json/", body, **bearer("json"))[0] == 202
    work_in()

    found = Alert.objects.get()
    assert (found.fingerprint, found.title) == ("7", "Shop is down")
    assert found.status == AlertStatus.RESOLVED


def test_a_token_opens_its_own_door_only() -> None:
    make_source("datadog")

    status, answer = post("/in/newrelic/", newrelic(), **bearer("datadog"))

    assert status == 401
    assert "Datadog" in answer["detail"]


def test_what_was_not_taken_in_is_kept_for_who_connects() -> None:
    integration = make_source("datadog")

    post("/in/datadog/", {"odd": "\ud800"}, **bearer("datadog"))

    kept = Refusal.objects.get(integration=integration)
    assert kept.status == 400
    assert "`monitor_id` ($ALERT_ID) are both missing" in kept.why
    assert json.loads(kept.excerpt)


def test_a_wrong_signature_is_told_where_one_alone_can_be_meant() -> None:
    integration = make_source("github")

    assert post("/in/github/", {}, X_Hub_Signature_256="sha256=00")[0] == 401

    assert "another secret" in Refusal.objects.get(integration=integration).why
