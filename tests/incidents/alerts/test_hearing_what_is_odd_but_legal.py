"""Other senders write the same formats in other ways, and none of their alerts is lost."""

import base64
import gzip
import json
import zlib
from typing import Any

import pytest
from django.test import Client

from incidents.alerts.models import Alert, AlertStatus, InboxItem, Refusal
from incidents.record.models import Change
from tests.make_alerts import alert, notification
from tests.make_sources import bearer, datadog, event, make_source, post, secret_of, work_in

pytestmark = pytest.mark.django_db

DOOR = "/in/alertmanager/"
NEVER = "0001-01-01T00:00:00Z"


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": f"bearer {secret_of('alertmanager')}"},
        {"Authorization": f"BEARER   {secret_of('alertmanager')} "},
        {"Authorization": f"Token {secret_of('alertmanager')}"},
        {"authorization": secret_of("alertmanager")},
        {"X-Api-Key": secret_of("alertmanager")},
        {"Authorization": basic("anybody", secret_of("alertmanager"))},
        {"Authorization": basic(secret_of("alertmanager"), "")},
    ],
)
def test_the_secret_counts_by_whatever_scheme(headers: dict[str, str]) -> None:
    make_source("alertmanager")

    assert post(DOOR, notification(alert()), **headers)[0] == 202


@pytest.mark.parametrize("written", ["Bearer", "Bearer ", "Basic", "Basic ####", "Basic gICA", ""])
def test_half_a_secret_is_none(written: str) -> None:
    make_source("alertmanager")

    assert post(DOOR, notification(alert()), Authorization=written)[0] == 401


@pytest.mark.parametrize("path", ["/in/alertmanager", "/in/alertmanager/"])
def test_the_last_stroke_of_an_address_may_be_missing(path: str) -> None:
    make_source("alertmanager")

    assert post(path, notification(alert()), **bearer("alertmanager"))[0] == 202


@pytest.mark.parametrize("path", ["/v2/enqueue/", "/v2/change/enqueue/"])
def test_or_be_there_where_it_is_not_asked_for(path: str) -> None:
    make_source("pagerduty")

    assert post(path, event())[0] == 202


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["/in/alertmanager/", "/v2/enqueue", "/in/sns"])
def test_who_only_looks_is_told_how_to_send(method: str, path: str) -> None:
    answer = Client().generic(method, path)

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert method == "HEAD" or "by POST" in answer.json()["detail"]


@pytest.mark.parametrize("body", [b"", b" \n"])
def test_nothing_is_said_to_be_nothing(body: bytes) -> None:
    make_source("alertmanager")

    status, answer = post(DOOR, body, **bearer("alertmanager"))

    assert (status, answer["detail"]) == (400, "The body is empty.")


def deflated(raw: bytes) -> bytes:
    return zlib.compress(raw)


@pytest.mark.parametrize(("name", "pack"), [("gzip", gzip.compress), ("deflate", deflated)])
def test_what_is_packed_is_unpacked(name: str, pack: Any) -> None:
    make_source("alertmanager")
    raw = notification(alert())

    status, _ = post(DOOR, pack(raw), **bearer("alertmanager"), Content_Encoding=name)

    assert status == 202
    assert InboxItem.objects.get().body == json.loads(raw)


@pytest.mark.parametrize(
    ("packed", "name", "status", "words"),
    [
        (gzip.compress(b" " * 40_000_000), "gzip", 413, "512 KB"),
        (gzip.compress(b"{}" * 900)[:-9], "gzip", 400, "breaks off"),
        (b"{}", "gzip", 400, "not packed as gzip"),
        (b"{}", "br", 400, "'br' is not read here"),
    ],
)
def test_what_cannot_be_unpacked_is_refused_in_words(
    packed: bytes, name: str, status: int, words: str
) -> None:
    make_source("alertmanager")

    answered, said = post(DOOR, packed, **bearer("alertmanager"), Content_Encoding=name)

    assert (answered, words in said["detail"]) == (status, True), said


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/json; charset=utf-8", "application/x-www-form-urlencoded", ""],
)
def test_whatever_it_says_it_is_json_is_read(kind: str) -> None:
    make_source("alertmanager")

    answer = Client().post(
        DOOR, notification(alert()), content_type=kind, headers=bearer("alertmanager")
    )

    assert answer.status_code == 202


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        (b'{"id": 1, "title": "Disk \\u0000 full"}', "Disk \ufffd full"),
        (b'{"id": 1, "title": "Disk full \\ud83d"}', "Disk full \ufffd"),
        (b'{"id": 1, "title": "Disk full \\ud83d\\ude92"}', "Disk full 🚒"),
        (b'{"id": 1, "title": "a \\\\u0000 b"}', "a \\u0000 b"),
        (b'{"id": 1, "title": "Caf\xe9"}', "Caf\ufffd"),
        ('\ufeff{"id": 1, "title": "Café"}'.encode(), "Café"),
        ('{"id": 1, "title": "Café"}'.encode("utf-16"), "Café"),
    ],
)
def test_no_alert_is_lost_for_a_letter(raw: bytes, title: str) -> None:
    make_source("json")

    assert post("/in/json/", raw, **bearer("json"))[0] == 202
    work_in()

    assert Alert.objects.get().title == title


def test_numbers_that_nobody_can_read_again_are_refused() -> None:
    make_source("json")

    status, answer = post("/in/json/", b'{"id": 1, "value": 1e100000}', **bearer("json"))

    assert status == 400
    assert "too large a number" in answer["detail"]


@pytest.mark.parametrize(
    "change", [{"fingerprint": ""}, {"startsAt": NEVER}, {"startsAt": None}, {"annotations": None}]
)
def test_alertmanagers_fields_may_be_missing(change: dict[str, Any]) -> None:
    make_source("alertmanager")

    for status in ("firing", "resolved"):
        told = {**alert(status=status), **change}
        assert post(DOOR, notification(told), **bearer("alertmanager"))[0] == 202
    work_in()

    assert Alert.objects.get().status == AlertStatus.RESOLVED


def test_a_resolved_alert_may_not_say_when_it_ended() -> None:
    make_source("alertmanager")

    told = alert(status="resolved", endsAt=NEVER)
    assert post(DOOR, notification(told), **bearer("alertmanager"))[0] == 202
    work_in()

    assert Alert.objects.get().status == AlertStatus.RESOLVED


def test_what_alertmanager_left_out_is_said() -> None:
    make_source("alertmanager")

    post(DOOR, notification(alert(), truncatedAlerts=7), **bearer("alertmanager"))
    work_in()

    assert Alert.objects.get().annotations["left out"].startswith("7 more of this group")


def legacy(state: str, **facts: Any) -> dict[str, Any]:
    """As Grafana's alerting sent before version 11."""
    return {
        "dashboardId": 1,
        "evalMatches": [{"value": 100, "metric": "High value", "tags": None}],
        "message": "Half of card payments fail",
        "orgId": 1,
        "ruleId": 17,
        "ruleName": "Payment errors",
        "ruleUrl": "http://grafana/d/1",
        "state": state,
        "tags": {"service": "checkout"},
        "title": "[Alerting] Payment errors",
        **facts,
    }


def test_legacy_alerting_of_grafana_fires_and_ends() -> None:
    make_source("grafana")

    for state in ("pending", "alerting", "alerting", "ok", "no_data"):
        assert post("/in/grafana/", legacy(state), **bearer("grafana"))[0] == 202
    work_in()

    ended, fires = Alert.objects.order_by("starts_at")
    assert (ended.status, fires.status) == (AlertStatus.RESOLVED, AlertStatus.FIRING)
    assert (ended.title, ended.labels["service"]) == ("Payment errors", "checkout")
    assert ended.annotations["values"] == "High value: 100"


def test_a_test_of_grafanas_legacy_channel_opens_nothing() -> None:
    make_source("grafana")

    body = legacy("alerting", ruleName="Test notification", ruleId=0)
    assert post("/in/grafana/", body, **bearer("grafana"))[0] == 202
    work_in()

    assert not Alert.objects.exists()


DATADOGS_OWN = {
    "id": "7001", "last_updated": "1700000000000", "event_type": "query_alert_monitor",
    "title": "[P1] [Triggered on {host:db1}] Disk full", "date": "1700000000000",
    "org": {"id": "1", "name": "Northwind"}, "body": "%%%\nDisk full\n%%%",
}  # fmt: skip


def test_datadogs_own_template_fires_and_never_on_recovery() -> None:
    make_source("datadog")
    recovered = {**DATADOGS_OWN, "id": "7002", "title": "[P1] [Recovered on {host:db1}] Disk full"}

    for body in (DATADOGS_OWN, recovered):
        assert post("/in/datadog/", body, **bearer("datadog"))[0] == 202
    work_in()

    assert Alert.objects.get().title == DATADOGS_OWN["title"]


@pytest.mark.parametrize(
    "written",
    ["Tue, 14 Nov 2023 22:13:20 GMT", "2023-11-14 22:13:20 +0000 UTC", "2023-11-14T22:13:20+00:00Z",
     1_700_000_000_000_000_000, 1_700_000_000.0, "1700000000000", "2023-11-14T22:13:20.000000000Z"],
)  # fmt: skip
def test_times_are_read_as_people_write_them(written: object) -> None:
    make_source("json")

    body = {"id": 1, "title": "Disk full", "time": written}
    assert post("/in/json/", body, **bearer("json"))[0] == 202
    work_in()

    assert Alert.objects.get().starts_at.isoformat() == "2023-11-14T22:13:20+00:00"


def test_an_alert_counts_although_its_time_cannot_be_read() -> None:
    make_source("datadog")

    assert post("/in/datadog/", datadog(date_posix="just now"), **bearer("datadog"))[0] == 202
    work_in()

    assert Alert.objects.get().status == AlertStatus.FIRING


LONG = "availability-zone:eu-central-1a,cluster:payments," * 12


@pytest.mark.parametrize(
    ("kind", "bodies"),
    [
        ("json", [{"id": LONG + end, "title": "Disk full", "group": LONG + end} for end in "ab"]),
        ("datadog", [datadog(id="", scope=LONG + end, aggreg_key=LONG + end) for end in "ab"]),
        ("alertmanager", [json.loads(notification(alert(end), group=LONG + end)) for end in "ab"]),
    ],
)
def test_keys_that_differ_at_their_ends_stay_two(kind: str, bodies: list[dict[str, Any]]) -> None:
    make_source(kind)

    for body in bodies:
        assert post(f"/in/{kind}/", body, **bearer(kind))[0] == 202
    work_in()

    assert Alert.objects.count() == 2
    assert Alert.objects.values("group_key").distinct().count() == 2


@pytest.mark.parametrize("details", [7, True, "text", ["a", 1], {"a": {"b": None}}, None, 1.5])
def test_custom_details_are_of_any_kind(details: object) -> None:
    make_source("pagerduty")
    payload = {"summary": "x", "source": "y", "severity": "info", "custom_details": details}
    images = [{"src": "https://grafana/1.png", "href": "https://grafana/1", "alt": "p99"}]

    assert post("/v2/enqueue", event(payload=payload, images=images))[0] == 202
    work_in()

    assert Alert.objects.get().annotations["image 1"] == "https://grafana/1"


def test_an_unknown_routing_key_is_refused_as_pagerduty_does() -> None:
    make_source("pagerduty")

    status, answer = post("/v2/enqueue", event(routing_key="f" * 32))

    assert (status, answer["errors"]) == (400, ["Invalid routing key"])


@pytest.mark.parametrize(("path", "made"), [("enqueue", Alert), ("change/enqueue", Change)])
def test_a_routing_key_is_kept_nowhere(path: str, made: type[Alert | Change]) -> None:
    make_source("pagerduty")

    assert post(f"/v2/{path}", event())[0] == 202
    assert post(f"/v2/{path}", event("explode", payload=[]))[0] == 400
    work_in()

    for one in (*InboxItem.objects.all(), *Refusal.objects.all()):
        assert secret_of("pagerduty") not in json.dumps(vars(one), default=str)
    assert Refusal.objects.exists()
    assert made._default_manager.exists()
