"""A manager connects a source, tries it, and sees at once what came and what did not."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from incidents.alerts.actions.issue_integration import issue_integration
from incidents.alerts.actions.watch_silence import SILENCE, watch_silence
from incidents.alerts.kinds import Kind
from incidents.alerts.models import Alert, InboxItem, InboxState, Integration, Subscription
from incidents.alerts.outbound.amazon import Unfetched
from incidents.alerts.views import integration_acts
from incidents.record.models import Change
from portal.clock import clock
from portal.post.models import Message
from tests.make_alerts import SECRET, alert, make_integration, notification, receive
from tests.make_people import make_user
from tests.make_record import NOON
from tests.make_sources import bearer, event, make_source, post, work_in
from tests.security.roles import AUDITS, MANAGES, PASSWORD, RESPONDS, enter

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def proven() -> Client:
    """Who proved a moment ago that it is they."""
    client = enter(MANAGES)
    client.post("/account/reauthenticate/?next=/portal/", {"password": PASSWORD})
    return client


def page(client: Client, path: str = "/portal/integrations/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("kind", Kind.values)
def test_each_kind_is_connected_and_says_what_to_paste(kind: str) -> None:
    client = proven()

    answer = client.post("/portal/integrations/new/", {"name": "Ours", "kind": kind})

    made = Integration.objects.get(kind=kind)
    text = answer.content.decode()
    shown = re.findall(r'id="raw" value="([^"]+)"', text)
    assert answer.status_code == 200
    if kind == "sns":
        assert shown == []
        return
    secret = shown[0]
    assert Integration.objects.for_secret(secret) == made
    assert len(secret) == 32 if kind == "pagerduty" else secret.startswith("aci_")
    assert "PASTE-THE-SECRET" not in text
    assert secret not in page(client, f"/portal/integrations/{made.pk}/")


def test_a_name_that_is_taken_keeps_what_was_typed() -> None:
    make_source("datadog")

    answer = proven().post("/portal/integrations/new/", {"name": "Our datadog", "kind": "datadog"})

    assert answer.status_code == 422
    assert 'value="Our datadog"' in answer.content.decode()
    assert 'method="post" action="/portal/integrations/new/"' in answer.content.decode()
    assert "choose another" in answer.content.decode()


def test_a_new_secret_does_not_enable_what_was_disabled() -> None:
    integration = make_source("datadog", enabled=False)

    proven().post(f"/portal/integrations/{integration.pk}/secret/", {"overlap": "0"})

    assert not Integration.objects.get(pk=integration.pk).enabled
    assert Integration.objects.get(pk=integration.pk).digest != integration.digest


def test_making_a_secret_asks_who_sits_there() -> None:
    integration = make_integration()

    answer = enter(MANAGES).post(f"/portal/integrations/{integration.pk}/secret/", {"overlap": "0"})

    assert "/account/reauthenticate/" in answer["Location"]


@pytest.mark.parametrize(("overlap", "status"), [("24", 202), ("0", 401)])
def test_the_secret_before_counts_for_the_overlap(overlap: str, status: int) -> None:
    integration = make_integration()

    proven().post(f"/portal/integrations/{integration.pk}/secret/", {"overlap": overlap})

    with_it = {"Authorization": f"Bearer {SECRET}"}
    assert post("/in/alertmanager/", notification(alert()), **with_it)[0] == status


@pytest.mark.parametrize("kind", Kind.values)
def test_a_test_takes_the_same_way_and_opens_nothing(kind: str) -> None:
    integration = make_source(kind)
    client = enter(MANAGES)

    client.post(f"/portal/integrations/{integration.pk}/test/")
    work_in()

    item = InboxItem.objects.get()
    assert (item.is_test, item.state) == (True, InboxState.FOLDED)
    assert not Alert.objects.exists()
    assert not Change.objects.exists()
    assert "a test: it opened nothing" in page(client, f"/portal/integrations/{integration.pk}/")


def test_what_came_is_shown_raw_and_worked_in_again() -> None:
    integration = make_source("json", mapping={"key": "nowhere", "title": "nowhere"})
    item = InboxItem.objects.create(
        integration=integration, dedupe_key="1", body={"id": "7", "title": "Down"}, received_at=NOON
    )
    client = enter(MANAGES)
    address = f"/portal/integrations/{integration.pk}/arrivals/{item.pk}/"
    clock.set(InboxItem.FOLD, about=item, at=NOON)
    work_in()

    assert "see the mapping of fields" in page(client, address)
    Integration.objects.update(mapping={})
    client.post(address + "again/")
    work_in()

    assert "&quot;title&quot;: &quot;Down&quot;" in page(client, address)
    assert Alert.objects.get().title == "Down"


def test_a_mapping_is_tried_before_it_is_kept() -> None:
    integration = make_source("json")
    client, address = enter(MANAGES), f"/portal/integrations/{integration.pk}/mapping/"
    typed = {"mapping": '{"title": "a.b.0"}', "sample": '{"id": 1, "a": {"b": ["Shop is down"]}}'}

    tried = client.post(address, {**typed, "try": "yes"})
    assert "<b>Shop is down</b>" in tried.content.decode()
    assert Integration.objects.get().mapping == {}

    client.post(address, {**typed, "keep": "yes"})
    assert Integration.objects.get().mapping == {"title": ["a.b.0"]}


@pytest.mark.parametrize(
    "mapping", ["{", "[]", '{"unknown": "a"}', '{"title": 7}', '{"title": ""}', "[" * 50_000]
)
def test_a_mapping_that_cannot_be_is_refused_in_words(mapping: str) -> None:
    integration = make_source("json")
    typed = {"mapping": mapping, "sample": "{}", "keep": "yes"}

    answer = enter(MANAGES).post(f"/portal/integrations/{integration.pk}/mapping/", typed)

    assert answer.status_code == 422


def test_a_topic_is_confirmed_by_a_click_only(monkeypatch: pytest.MonkeyPatch) -> None:
    integration = make_source("sns")
    visited: list[str] = []
    asked = Subscription.objects.create(
        integration=integration, topic="t", address="https://sns…", asked_at=NOON
    )
    monkeypatch.setattr(integration_acts, "confirm", visited.append)
    client = enter(MANAGES)

    page(client, f"/portal/integrations/{integration.pk}/")
    assert visited == []
    client.post(f"/portal/integrations/{integration.pk}/subscriptions/{asked.pk}/")

    asked.refresh_from_db()
    assert visited == ["https://sns…"]
    assert asked.confirmed_at is not None


def test_what_amazon_refuses_stays_unconfirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    integration = make_source("sns")
    asked = Subscription.objects.create(
        integration=integration, topic="t", address="https://sns…", asked_at=NOON
    )

    def refuse(address: str) -> None:
        raise Unfetched("Amazon answered 403.")

    monkeypatch.setattr(integration_acts, "confirm", refuse)
    answer = enter(MANAGES).post(
        f"/portal/integrations/{integration.pk}/subscriptions/{asked.pk}/", follow=True
    )

    assert "Amazon answered 403." in answer.content.decode()
    assert Subscription.objects.get().confirmed_at is None


def test_a_disabled_one_takes_nothing() -> None:
    integration = make_source("pagerduty")

    enter(MANAGES).post(f"/portal/integrations/{integration.pk}/state/", {"enabled": "no"})

    assert post("/v2/enqueue", event())[0] == 400


def test_the_list_counts_what_came_and_what_failed() -> None:
    make_source("datadog")
    post("/in/datadog/", {"id": "1"}, **bearer("datadog"))
    post("/in/datadog/", {"id": ""}, **bearer("datadog"))

    text = page(enter(RESPONDS))

    assert "1 in the last hour, 1 in the last day" in text
    assert "1 error" in text


def silent(**facts: Any) -> Integration:
    integration = make_integration(rule=False)
    Integration.objects.update(expected_every=10, created_at=NOON, **facts)
    watch_silence(integration=integration, at=NOON)
    return integration


def test_silence_is_told_once_and_so_is_its_end() -> None:
    make_user("Elena", "Manager")
    integration = silent(last_seen_at=NOON)

    for minute in (10, 11, 12):
        clock.ring_due(at=NOON + minute * MINUTE)
    assert [one.subject for one in Message.objects.all()] == ["Alertmanager is silent"]
    assert "Silent for" in page(enter(AUDITS), f"/portal/integrations/{integration.pk}/")

    receive(integration, notification(alert()), at=NOON + 13 * MINUTE)
    clock.ring_due(at=NOON + 14 * MINUTE)

    subjects = [one.subject for one in Message.objects.order_by("pk")]
    assert subjects == ["Alertmanager is silent", "Alertmanager is back"]
    assert Integration.objects.get().silent_since is None


def test_its_own_people_are_told_rather_than_managers() -> None:
    make_user("Elena", "Manager")
    tom = make_user("Tom", "Responder")
    integration = silent(last_seen_at=NOON)
    integration.owners.add(tom)

    clock.ring_due(at=NOON + 20 * MINUTE)

    told = Message.objects.get().deliveries.values_list("address", flat=True)
    assert list(told) == [tom.email]


def test_what_is_heard_in_time_alarms_nobody() -> None:
    make_user("Elena", "Manager")
    silent(last_seen_at=NOON)

    for minute in range(0, 60, 5):
        Integration.objects.update(last_seen_at=NOON + minute * MINUTE)
        clock.ring_due(at=NOON + minute * MINUTE)

    assert not Message.objects.exists()


def test_what_may_be_silent_has_no_alarm() -> None:
    watch_silence(integration=make_integration(), at=NOON)

    assert clock.cancel(SILENCE, about=Integration.objects.get()) == 0


def test_the_arrivals_of_others_are_for_managers() -> None:
    integration = make_integration()
    item = receive(integration, notification(alert()))

    answer = enter(RESPONDS).get(f"/portal/integrations/{integration.pk}/arrivals/{item.pk}/")

    assert answer.status_code == 403


def test_a_routing_key_has_its_length() -> None:
    integration, secret = issue_integration(name="PD", kind="pagerduty", by=None, at=NOON)

    assert len(secret) == 32
    assert json.dumps(integration.kind) == '"pagerduty"'
