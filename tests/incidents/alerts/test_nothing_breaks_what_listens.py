"""Whatever a source sends is kept and worked in, or refused in words: never an error, never
lost without a word."""

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.alerts.models import InboxItem, InboxState, Integration
from tests.make_alerts import alert, notification
from tests.make_sources import (
    TOPIC,
    Amazon,
    alarm,
    bearer,
    datadog,
    event,
    make_source,
    newrelic,
    post,
    secret_of,
    signed,
    work_in,
)

pytestmark = pytest.mark.django_db

ODD_TEXTS = [
    "", " ", "\x00", "\ud83d", "½ ♥ 漢字 🚒", "x" * 5000, "$TAGS", "<script>", "a,b:c,:,",
    "0001-01-01T00:00:00Z",
    "2026-11-19T11:52:52.427331709Z", "2026-02-30T00:00:00Z", "9999-12-31T23:59:59-14:00",
    "2021-04-28 21:50:00 +0200", "1700000000", "1700000000000", "yesterday", "null", "NaN",
    "resolved", "https://[", "http://" + "a" * 3000,
]  # fmt: skip
ODD_NUMBERS = [0, -1, 2**63, 10**300, 1.5, -0.0, 1e308, 1_700_000_000_000, 253_402_300_800]
LEAVES = st.one_of(
    st.none(), st.booleans(), st.sampled_from(ODD_NUMBERS), st.sampled_from(ODD_TEXTS),
    st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=20),
)  # fmt: skip
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)

DEPLOYMENT = {"id": 7, "ref": "main", "environment": "production", "task": "deploy",
              "creator": {"login": "octocat"}, "created_at": "2026-11-19T11:00:00Z"}  # fmt: skip
REPOSITORY = {"full_name": "northwind/checkout", "default_branch": "main"}


SENT: dict[str, tuple[str, dict[str, Any], str]] = {
    "alertmanager": (
        "alertmanager", json.loads(notification(alert(), alert("b", status="resolved"))), "",
    ),
    "grafana": (
        "grafana", json.loads(notification(alert(values={"A": 1}), orgId=1, state="alerting")), "",
    ),
    "grafana legacy": (
        "grafana", {"ruleId": 1, "ruleName": "Errors", "state": "ok", "evalMatches": []}, "",
    ),
    "pagerduty": ("pagerduty", event(links=[{"href": "https://a"}], client="c"), ""),
    "pagerduty change": (
        "changed",
        {
            "routing_key": secret_of("pagerduty"),
            "payload": {"summary": "Build", "timestamp": "2026-11-19T11:00:00Z",
                        "custom_details": {"id": 1}},
        },
        "",
    ),
    "datadog": ("datadog", datadog(), ""),
    "newrelic": ("newrelic", newrelic(), ""),
    "sentry metric": (
        "sentry",
        {"action": "critical", "data": {"metric_alert": {"id": 3, "alert_rule": {"name": "p"}}}},
        "metric_alert",
    ),
    "sentry event": (
        "sentry",
        {"action": "triggered",
         "data": {"event": {"issue_id": "7", "title": "T", "tags": [["a", "b"]]}}},
        "event_alert",
    ),
    "sentry issue": (
        "sentry",
        {"action": "resolved",
         "data": {"issue": {"id": "7", "title": "T", "project": {"slug": "p"}}}},
        "issue",
    ),
    "json": (
        "json",
        {"id": 1, "title": "T", "status": "firing", "time": "2026-11-19T11:00:00Z",
         "labels": {"a": 1}},
        "",
    ),
    "changes": ("changes", {"id": 1, "title": "T", "phase": "Running", "time": 1700000000}, ""),
    "github status": (
        "github",
        {"deployment": DEPLOYMENT, "deployment_status": {"state": "success"},
         "repository": REPOSITORY},
        "deployment_status",
    ),
    "github run": (
        "github",
        {"workflow_run": {"id": 9, "name": "Deploy", "head_branch": "main"},
         "repository": REPOSITORY},
        "workflow_run",
    ),
    "github release": (
        "github",
        {"action": "published", "release": {"id": 2, "tag_name": "v1"}, "repository": REPOSITORY},
        "release",
    ),
    "gitlab": (
        "gitlab",
        {"object_kind": "deployment", "deployment_id": 15, "status": "running",
         "status_changed_at": "2021-04-28 21:50:00 +0200", "user": {"name": "A"},
         "project": {"id": 3, "path_with_namespace": "a/b"}},
        "",
    ),
    "sns": ("sns", {}, ""),
}  # fmt: skip
PATHS = {"pagerduty": "/v2/enqueue", "changed": "/v2/change/enqueue"}
KEPT_AS_SENT = {"routing_key"}


@st.composite
def bent(draw: st.DrawFn, body: dict[str, Any]) -> dict[str, Any]:
    """The body with some of its values, at any depth, changed, gone or joined by others."""
    found = copy.deepcopy(body)
    for _ in range(draw(st.integers(1, 4))):
        here: Any = found
        while True:
            keys = list(here) if isinstance(here, dict) else list(range(len(here)))
            keys = [one for one in keys if one not in KEPT_AS_SENT]
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(here[key], dict | list) and here[key] and draw(st.booleans()):
                here = here[key]
                continue
            if draw(st.integers(0, 3)) == 0:
                del here[key]
            else:
                here[key] = draw(VALUES)
            break
        if draw(st.integers(0, 5)) == 0:
            found[draw(st.text(max_size=6))] = draw(VALUES)
    return found


@pytest.fixture
def amazon() -> Amazon:
    return Amazon()


def headers_for(kind: str, body: Any, about: str) -> dict[str, str]:
    if kind == "github":
        return signed("github", body, X_GitHub_Event=about)
    if kind == "sentry":
        return signed("sentry", body, Sentry_Hook_Resource=about)
    if kind == "gitlab":
        return {"X_Gitlab_Token": secret_of("gitlab")}
    return {} if kind in {"pagerduty", "changed", "sns"} else bearer(kind)


@pytest.mark.parametrize("name", SENT)
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_bent_bodies_are_kept_or_refused_in_words(
    name: str, data: st.DataObject, amazon: Amazon
) -> None:
    kind, sample, about = SENT[name]
    source = "pagerduty" if kind == "changed" else kind
    if not Integration.objects.filter(kind=source).exists():
        make_source(source, topics=TOPIC)
        amazon.is_known()
    if kind == "sns":
        body: dict[str, Any] = amazon.letter(json.dumps(data.draw(bent(json.loads(alarm())))))
    else:
        body = data.draw(bent(sample))
    before = InboxItem.objects.count()

    status, answer = post(PATHS.get(kind, f"/in/{kind}/"), body, **headers_for(kind, body, about))

    assert status in {200, 202, 400, 413}, (status, answer)
    if status in {400, 413}:
        assert answer.get("detail") or answer.get("errors")
        assert InboxItem.objects.count() == before
        return
    assert InboxItem.objects.exists()
    work_in()
    assert not InboxItem.objects.exclude(state=InboxState.FOLDED).exists()
