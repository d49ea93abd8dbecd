"""Every alert can be found, judged and acted on, with a form and a link."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from incidents.alerts.actions.snooze_alerts import snooze_alerts
from incidents.alerts.models import Alert, AlertEvent, Integration, Rule, Suppression
from incidents.record.models import Incident
from portal.people.models import User
from tests.make_alerts import fire, make_integration
from tests.make_command import declare
from tests.make_people import give_second_factor, make_user
from tests.make_record import NOON, make_service

HOUR = timedelta(hours=1)


@pytest.fixture
def tom(client: Client) -> User:
    person = make_user("Tom", "Responder")
    client.force_login(person)
    return person


@pytest.fixture
def manager(client: Client) -> User:
    person = make_user("Elena", "Manager")
    give_second_factor(person)
    client.force_login(person)
    return person


def waiting(name: str = "aaaa", *, at: datetime | None = None, **facts: Any) -> Alert:
    integration = Integration.objects.first() or make_integration(rule=False)
    began = (at or timezone.now()) - HOUR
    minute = (began - NOON).total_seconds() / 60
    fire(integration, name, minute=minute, annotations={"summary": f"Alert {name}"}, **facts)
    return Alert.objects.get(fingerprint=name)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def act(client: Client, do: str, *alerts: Alert, **typed: object) -> Any:
    return client.post(
        "/portal/alerts/act/", {"do": do, "alert": [one.pk for one in alerts], **typed}
    )


def test_the_list_shows_what_waits_first(client: Client, tom: User) -> None:
    make_integration(rule=False)
    waiting("one")
    over = waiting("two")
    Alert.objects.filter(pk=over.pk).update(status="resolved", ends_at=timezone.now())

    said = page(client, "/portal/alerts/")

    assert "Alert one" in said
    assert "Alert two" not in said
    assert "Alert two" in page(client, "/portal/alerts/?show=all")


def test_a_sign_of_life_waits_for_nobody(client: Client, tom: User) -> None:
    waiting("watchdog", labels={"severity": "none"})
    waiting("plain", labels={})

    said = page(client, "/portal/alerts/")

    assert "Alert plain" in said
    assert "Alert watchdog" not in said
    assert "Alert watchdog" in page(client, "/portal/alerts/?show=firing")


def test_many_of_one_group_are_one_line(client: Client, tom: User) -> None:
    for number in range(5):
        waiting(f"pod{number}", group="pods")
    alone = waiting("alone", group="other")
    newest = Alert.objects.get(fingerprint="pod4")

    said = page(client, "/portal/alerts/")
    opened = page(client, f"/portal/alerts/?together={newest.pk}")
    asked = page(client, f"/portal/alerts/act/?do=snooze&together={newest.pk}")

    assert "5 alerts of one group: Alert pod4" in said
    assert "Alert pod1" not in said
    assert alone.title in said
    assert "Alert pod1" in opened
    assert alone.title not in opened
    assert "These 5 alerts" in asked
    for odd in ("9" * 40, "x", "0"):
        assert client.get(f"/portal/alerts/act/?do=snooze&together={odd}").status_code == 200


def test_each_list_says_how_many_it_holds(client: Client, tom: User) -> None:
    one, two = waiting("one"), waiting("two")
    now = timezone.now()
    snooze_alerts(alerts=[one], until=now + HOUR, for_all=False, by=tom, at=now)

    said = " ".join(page(client, "/portal/alerts/").split())

    assert 'Waiting <span class="count">1</span>' in said
    assert 'Snoozed <span class="count">1</span>' in said
    assert "Suppressed <span" not in said
    assert two.title in said


def test_an_empty_list_says_who_is_silent(client: Client, tom: User) -> None:
    integration = make_integration(rule=False)
    assert "silent for" not in page(client, "/portal/alerts/")

    Integration.objects.filter(pk=integration.pk).update(silent_since=timezone.now() - HOUR)

    said = page(client, "/portal/alerts/")
    assert "None of its alerts can arrive" in said
    assert "1 h 0 min" in said


def test_filters_stay_in_the_address(client: Client, tom: User) -> None:
    make_integration(rule=False)
    waiting("mild", labels={"severity": "minor"})
    waiting("bad", labels={"severity": "critical"})

    said = page(client, "/portal/alerts/?show=firing&level=0")

    assert "Alert bad" in said
    assert "Alert mild" not in said
    assert "?show=suppressed&amp;level=0" in said


def test_odd_filters_are_no_error(client: Client, tom: User) -> None:
    waiting()

    for odd in ("show=%00", "level=x&service=9e9", "after=xx", "integration=" + "9" * 40):
        assert client.get(f"/portal/alerts/?{odd}").status_code == 200


def test_the_list_costs_few_queries(
    client: Client, tom: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        waiting(f"a{number}")

    with django_assert_max_num_queries(15):
        page(client, "/portal/alerts/")


def test_news_says_how_many_came(client: Client, tom: User) -> None:
    first = waiting("one")
    address = f"/portal/alerts/news/?newest={first.pk}"
    assert client.get(address).status_code == 204

    waiting("two")

    assert "1 new since you looked" in page(client, address)
    assert client.get("/portal/alerts/news/?newest=" + "9" * 60).status_code == 204


def test_several_are_attached_at_once(client: Client, tom: User) -> None:
    one, two = waiting("one"), waiting("two")
    incident = declare()

    answer = act(client, "attach", one, two, incident=incident.pk)

    assert answer.status_code == 302
    assert set(incident.alerts.all()) == {one, two}
    assert AlertEvent.objects.filter(what="attached", by=tom).count() == 2
    lines = incident.entries.filter(body__startswith="Alert: ")
    assert {line.by for line in lines} == {tom}


def test_one_that_is_taken_is_refused_with_its_incident(client: Client, tom: User) -> None:
    one, two = waiting("one"), waiting("two")
    first, second = declare(), declare("Search fails")
    act(client, "attach", one, incident=first.pk)

    answer = act(client, "attach", one, two, incident=second.pk)

    assert answer.status_code == 409
    assert f"belongs to {first.reference} already" in answer.content.decode()
    assert not second.alerts.exists()


def test_a_private_incident_is_no_choice_for_others(client: Client, tom: User) -> None:
    one = waiting("one")
    hidden = declare("Staff matter", private=True, by=make_user("Ana", "Responder"))

    said = page(client, f"/portal/alerts/act/?do=attach&alert={one.pk}")
    answer = act(client, "attach", one, incident=hidden.pk)

    assert "Staff matter" not in said
    assert answer.status_code == 422
    assert not hidden.alerts.exists()


def test_alerts_of_a_private_incident_are_absent(client: Client, tom: User) -> None:
    one = waiting("one")
    ana = make_user("Ana", "Responder")
    Alert.objects.update(incident=declare("Staff matter", private=True, by=ana))

    assert client.get(f"/portal/alerts/{one.pk}/").status_code == 404
    assert "Alert one" not in page(client, "/portal/alerts/?show=all")
    assert "Alert one" not in page(client, "/portal/alerts/noise/")
    act(client, "end", one)
    assert Alert.objects.get().is_firing


def test_an_incident_is_opened_pre_filled(client: Client, tom: User) -> None:
    service = make_service("Search")
    one, two = waiting("one", labels={"severity": "P2"}), waiting("two")
    Alert.objects.update(service=service)

    said = page(client, f"/portal/alerts/act/?do=open&alert={one.pk}&alert={two.pk}")
    typed = {"title": "Search is slow", "level": 2, "services": [service.pk], "reason": "Two fire."}
    answer = act(client, "open", one, two, **typed)

    assert "2 alerts fire since" in said
    assert f'value="{service.pk}" ' in said
    incident = Incident.objects.get()
    assert answer["Location"] == incident.get_absolute_url()
    assert set(incident.alerts.all()) == {one, two}
    assert incident.started_at == min(one.starts_at, two.starts_at)
    assert incident.entries.filter(body__contains="Two fire.").exists()


def test_without_a_title_what_was_typed_stays(client: Client, tom: User) -> None:
    one = waiting("one")

    answer = act(client, "open", one, title="", level=2, reason="Because of the queue")

    assert answer.status_code == 422
    assert "Because of the queue" in answer.content.decode()
    assert not Incident.objects.exists()


def test_suppressing_asks_for_a_reason(client: Client, tom: User) -> None:
    one = waiting("one")

    assert act(client, "suppress", one, reason="", hours_long=4).status_code == 422
    assert act(client, "suppress", one, reason="Ticket 7", hours_long=99).status_code == 422
    assert act(client, "suppress", one, reason="Ticket 7", hours_long=4).status_code == 302

    assert Suppression.objects.get().by == tom
    assert "Alert one" not in page(client, "/portal/alerts/")
    assert "Ticket 7" in page(client, "/portal/alerts/?show=suppressed")


def test_a_snooze_for_me_is_not_one_for_others(client: Client, tom: User) -> None:
    one = waiting("one")
    ana = make_user("Ana", "Responder")

    act(client, "snooze", one, hours_long=1, for_whom="me")

    now = timezone.now()
    assert not Alert.objects.waiting(tom, at=now).exists()
    assert Alert.objects.waiting(ana, at=now).exists()
    assert Alert.objects.waiting(tom, at=now + 2 * HOUR).exists()


def test_a_snooze_for_all_ends_for_all(client: Client, tom: User) -> None:
    one = waiting("one")
    ana = make_user("Ana", "Responder")
    snooze_alerts(
        alerts=[one], until=timezone.now() + HOUR, for_all=True, by=ana, at=timezone.now()
    )
    assert not Alert.objects.waiting(tom, at=timezone.now()).exists()

    act(client, "wake", one)

    assert Alert.objects.waiting(ana, at=timezone.now()).exists()
    assert AlertEvent.objects.filter(what="woke", by=tom).exists()


def test_one_that_lacks_its_end_is_stale_and_can_be_marked(client: Client, tom: User) -> None:
    one = waiting("one", at=timezone.now() - 13 * HOUR)

    assert "it may be over" in page(client, f"/portal/alerts/{one.pk}/")
    assert "Alert one" in page(client, "/portal/alerts/?show=stale")
    act(client, "end", one)

    one.refresh_from_db()
    assert not one.is_firing
    assert one.incident is None


def test_nothing_chosen_is_said(client: Client, tom: User) -> None:
    assert "No alert is chosen" in page(client, "/portal/alerts/act/?do=snooze")
    assert act(client, "snooze", hours_long=1, for_whom="me").status_code == 422
    assert client.get("/portal/alerts/act/?do=delete").status_code == 404
    assert client.get("/portal/alerts/act/").headers["Location"] == "/portal/alerts/"


def test_the_page_tells_all_of_it(client: Client, tom: User) -> None:
    one = waiting("one", labels={"team": "<b>pay</b>"}, generatorURL="javascript:alert(1)")

    said = page(client, f"/portal/alerts/{one.pk}/")

    assert "&lt;b&gt;pay&lt;/b&gt;" in said
    assert "javascript:" not in said
    assert "Fired in 7 days" in said


def test_noise_counts_nights_and_what_it_led_to(client: Client, tom: User) -> None:
    integration = make_integration(rule=False)
    integration.default_service = make_service("Search")
    integration.save()
    midnight = timezone.now().replace(hour=1, minute=0) - timedelta(days=2)
    for day in range(4):
        began = (midnight - timedelta(days=day) - NOON).total_seconds() / 60
        fire(integration, "disk", minute=began)
        fire(integration, "disk", minute=began + 8, began=began, over=True)
    Alert.objects.filter(pk=Alert.objects.newest_first()[0].pk).update(incident=declare())

    said = page(client, Alert.objects.newest_first()[0].get_absolute_url())
    listed = page(client, "/portal/alerts/noise/")

    assert "4 of 4" in said
    assert "1 of 4 (25 %)" in said
    assert "8 min" in said
    assert "Payments" in listed
    assert "<b>3</b>" in listed


def test_labels_are_suppressed_on_their_screen_and_lifted(client: Client, tom: User) -> None:
    make_integration(rule=False)
    typed = {"conditions": "team like pay*", "reason": "Known", "hours_long": 1}

    refused = client.post("/portal/alerts/suppressions/", {**typed, "conditions": "team"})
    client.post("/portal/alerts/suppressions/", typed)

    assert refused.status_code == 422
    assert "Line 1" in refused.content.decode()
    known = Suppression.objects.get()
    assert known.matches == {"team": {"like": "pay*"}}
    assert "team like pay*" in page(client, "/portal/alerts/suppressions/")
    client.post(f"/portal/alerts/suppressions/{known.pk}/lifting/")
    known.refresh_from_db()
    assert known.ended_by == tom


def test_rules_are_written_moved_and_deleted(client: Client, manager: User) -> None:
    integration = make_integration(rule=False)
    home = f"/portal/alerts/rules/{integration.pk}/"
    for team in ("pay", "web"):
        typed = {"conditions": f"team = {team}", "opens_incident": "on", "group_by": "team, region"}
        assert client.post(home + "new/", typed).status_code == 302
    pay, web = Rule.objects.in_turn()

    client.post(f"{home}{web.pk}/turn/", {"do": "up"})
    client.post(f"{home}{pay.pk}/", {"conditions": "team in pay, core", "level": "P1"})

    assert [one.wording for one in Rule.objects.in_turn()] == ["team = web", "team in pay, core"]
    assert web.group_by == ["team", "region"]
    client.post(f"{home}{web.pk}/turn/", {"do": "drop"})
    assert Rule.objects.get().level == 1


def test_a_new_rule_stands_before_what_takes_everything(client: Client, manager: User) -> None:
    integration = make_integration(rule=False)
    Rule.objects.create(integration=integration, position=1, opens_incident=False)

    client.post(f"/portal/alerts/rules/{integration.pk}/new/", {"conditions": "team = pay"})

    assert [one.wording for one in integration.rules.in_turn()] == ["team = pay", "everything"]


def test_trying_a_rule_says_what_others_take_before_it(client: Client, manager: User) -> None:
    integration = make_integration(rule=False)
    Rule.objects.create(integration=integration, position=1, matches={"team": "pay"})
    waiting("one", labels={"team": "pay", "tier": "1"})
    waiting("two", labels={"team": "web", "tier": "1"})

    answer = client.post(
        f"/portal/alerts/rules/{integration.pk}/new/", {"conditions": "tier = 1", "try": "1"}
    )

    said = answer.content.decode()
    assert "This rule takes 1 of the 2 alerts that fit it." in said
    assert "Before it, “team = pay” takes 1" in said


def test_everybody_sees_what_is_suppressed(client: Client, manager: User) -> None:
    client.post(
        "/portal/alerts/suppressions/",
        {"conditions": "team = pay", "reason": "Known, ticket 7", "hours_long": 1},
    )
    client.force_login(make_user("Kofi", "Auditor"))

    said = page(client, "/portal/alerts/suppressions/")

    assert "Known, ticket 7" in said
    assert "Lift" not in said
    assert "Suppress by labels" not in said
    assert client.post("/portal/alerts/suppressions/", {}).status_code == 403


def test_a_rule_is_tried_before_it_is_saved(client: Client, manager: User) -> None:
    integration = make_integration(rule=False)
    for number in range(3):
        waiting(f"pay{number}", labels={"team": "pay"}, group="one")
    waiting("other", labels={"team": "web"}, group="two")

    answer = client.post(
        f"/portal/alerts/rules/{integration.pk}/new/",
        {"conditions": "team = pay", "opens_incident": "on", "level": "SEV3", "try": "1"},
    )

    said = answer.content.decode()
    assert (
        "Of the last 4 alerts 3 would open or join 1 incident: 1 page at once. 1 would wait."
        in said
    )
    assert not Rule.objects.exists()


def test_who_may_not_rule_reads_only(client: Client, tom: User) -> None:
    integration = make_integration()

    assert "Add a rule" not in page(client, f"/portal/alerts/rules/{integration.pk}/")
    assert client.get(f"/portal/alerts/rules/{integration.pk}/new/").status_code == 403


def test_the_list_goes_on_where_it_ended(client: Client, tom: User) -> None:
    for number in range(52):
        waiting(f"a{number:02}")

    first = client.get("/portal/alerts/?" + urlencode({"show": "firing"}))

    assert first.content.decode().count("data-row") == 50
    older = first.context["next"]
    assert page(client, "/portal/alerts/" + older).count("data-row") == 2


def test_the_room_shows_what_fires_of_its_alerts(client: Client, tom: User) -> None:
    one, two = waiting("one"), waiting("two")
    incident = declare()
    act(client, "attach", one, two, incident=incident.pk)
    Alert.objects.filter(pk=two.pk).update(status="resolved", ends_at=timezone.now())

    said = page(client, f"/portal/incidents/{incident.reference}/panels/alerts/")

    assert "1 fires, 1 over" in said
    assert said.index("Alert one") < said.index("Alert two")
    assert one.get_absolute_url() in said


def test_now_shows_what_fires_and_where_it_is(client: Client, tom: User) -> None:
    one, two, over = waiting("one"), waiting("two"), waiting("three")
    incident = declare()
    act(client, "attach", two, incident=incident.pk)
    Alert.objects.filter(pk=over.pk).update(status="resolved", ends_at=timezone.now())

    said = page(client, "/portal/")

    assert one.get_absolute_url() in said
    assert "· waits" in said
    assert f"· in {incident.reference}" in said
    assert "Alert three" not in said
