"""Two incidents become one, and nothing of either is lost."""

from datetime import timedelta
from typing import Any

import pytest

from incidents.alerts.actions.fold_notification import fold_notification
from incidents.alerts.models import Alert, Integration
from incidents.command.actions.merge_incidents import CannotMerge, merge_incidents
from incidents.command.merging import offers
from incidents.comms.models import Promise
from incidents.learning.models import CorrectiveAction, Postmortem
from incidents.oncall.actions.page_person import page_person
from incidents.oncall.models import Escalation, Page
from incidents.record.actions.assign_role import assign_role
from incidents.record.actions.finish_task import finish_task
from incidents.record.actions.record_impact import record_impact
from incidents.record.models import (
    Hypothesis,
    Incident,
    IncidentLink,
    LinkKind,
    Role,
    Signal,
    State,
    Task,
)
from portal.people.models import User
from portal.post.models import Message
from statuspage.models import Component, Notice, NoticeUpdate, Subscriber
from tests import make_alerts
from tests.make_command import declare
from tests.make_comms import make_update, promise_to
from tests.make_hypotheses import make_hypothesis, make_signal
from tests.make_oncall import make_ladder, make_rotation
from tests.make_people import make_user
from tests.make_record import NOON
from tests.make_statuspage import make_component, make_subscriber
from tests.make_tasks import asked_of_checkpoints, in_minutes, make_task, ring_checkpoints

pytestmark = pytest.mark.django_db
LATER = in_minutes(5)


def two(**facts: Any) -> tuple[Incident, Incident]:
    return declare("Login slow", level=2, **facts), declare("Checkout fails", **facts)


def merge(incident: Incident, into: Incident, *, by: User | None = None) -> None:
    merge_incidents(incident=incident, into=into, by=by, at=LATER)
    incident.refresh_from_db()
    into.refresh_from_db()


def taken_over(into: Incident) -> str:
    return into.entries.get(data__has_key="merged").body


def test_open_tasks_go_on_with_a_new_number_and_still_ring() -> None:
    first, second = two()
    tom = make_user("Tom", "Responder")
    task = make_task(first, "Count logins", assignee=tom, checkpoint_at=in_minutes(20))
    done = finish_task(task=make_task(first), result="ok", by=tom, at=NOON)
    make_task(second)

    merge(first, second)
    ring_checkpoints(until=in_minutes(21))

    task.refresh_from_db()
    assert (task.incident, task.name, task.came_from) == (
        second,
        "T2",
        f"T1 in {first.reference}",
    )
    assert Task.objects.get(pk=done.pk).incident == first
    assert "T2 Count logins (was T1 in" in taken_over(second)
    assert asked_of_checkpoints() == [(tom.email, "Your checkpoint")]


def test_undecided_hypotheses_and_the_newest_signals_go_on() -> None:
    first, second = two()
    make_hypothesis(first, "Session store is slow")
    make_hypothesis(second)
    make_signal(first, "users", "down", "Cannot log in")
    make_signal(first, "monitoring", "down")
    newer = make_signal(second, "monitoring", "up", at=in_minutes(2))

    merge(first, second)

    assert str(Hypothesis.objects.filter(incident=second).latest("number")).startswith("H2 Session")
    counted = {one.source: one for one in Signal.objects.newest_of_each([second])}
    assert counted["users"].words == "Cannot log in"
    assert counted["monitoring"] == newer
    assert first.signals.count() == 2


def test_impact_services_and_members_are_taken_over_where_missing() -> None:
    first, second = two()
    record_impact(incident=first, by=None, at=NOON, customers_affected=3_100)

    merge(first, second)

    assert second.impacts.get().customers_affected == 3_100
    assert first.impacts.exists()


def test_an_audience_hears_by_the_sooner_of_the_two_times() -> None:
    first, second = two()
    make_update(second, "customers", at=NOON)
    make_update(first, "customers", "support", at=NOON)
    Promise.objects.filter(incident=first, state="open").update(due_at=in_minutes(12))
    Promise.objects.filter(incident=second, audience__slug="support").delete()

    merge(first, second)

    assert promise_to("customers", second).due_at == in_minutes(12)
    assert promise_to("support", second).due_at == in_minutes(12)
    assert not Promise.objects.unsettled().for_incident(first).exists()
    soonest = Promise.objects.unsettled().for_incident(second).soonest_first()[0]
    assert second.next_update_due_at == soonest.due_at


def test_a_late_word_is_owed_within_minutes_and_never_forgotten() -> None:
    first, second = two()
    Promise.objects.filter(incident=second).delete()
    Promise.objects.filter(incident=first).update(due_at=NOON - timedelta(minutes=3))

    merge(first, second)

    assert promise_to("customers", second).due_at == LATER + timedelta(minutes=5)


def test_its_notice_is_carried_over_where_the_other_has_none() -> None:
    first, second = two()
    make_update(first, "customers", title="Login is slow")
    notice = Notice.objects.get()

    merge(first, second)

    notice.refresh_from_db()
    assert second.notice_id == notice.public_id
    assert first.notice_id == ""
    assert (notice.retracted_at, notice.resolved_at) == (None, None)
    assert second.entries.filter(body__startswith="The notice of INC-").exists()
    assert notice.next_update_by == promise_to("customers", second).due_at


def both_published() -> tuple[Incident, Incident, Component, Component]:
    first, second = two()
    login, cards = make_component("Sign-in"), make_component("Cards")
    make_update(
        first, "customers", title="Login is slow",
        component_states={login.public_id: "partial_outage"},
    )  # fmt: skip
    make_update(
        second, "customers", title="Payments fail",
        component_states={cards.public_id: "major_outage"},
    )  # fmt: skip
    return first, second, login, cards


def test_where_both_have_one_customers_are_told_where_it_continues() -> None:
    first, second, _login, _cards = both_published()

    merge(first, second)

    ended = Notice.objects.get(public_id=first.notice_id)
    goes_on = Notice.objects.get(public_id=second.notice_id)
    last = NoticeUpdate.objects.filter(notice=ended).latest("pk")
    assert (ended.retracted_at, ended.status) == (None, "resolved")
    assert f"/incidents/{goes_on.public_id}/" in last.status_text
    assert "is not over" in last.status_text
    assert last.tell
    assert "continues in “Payments fail”" in ended.title
    assert goes_on.resolved_at is None
    assert goes_on.promises_kept == 0


def test_what_was_said_of_components_does_not_turn_green_meanwhile() -> None:
    first, second, login, _cards = both_published()

    merge(first, second)

    login.refresh_from_db()
    assert login.status == "partial_outage"
    goes_on = Notice.objects.get(public_id=second.notice_id)
    assert set(goes_on.affected.values_list("component__name", flat=True)) == {"Sign-in", "Cards"}


def test_who_followed_only_the_merged_notice_follows_the_other_from_now_on() -> None:
    first, second, _login, _cards = both_published()
    notice = Notice.objects.get(public_id=first.notice_id)
    make_subscriber("one@example.com", only_notice=notice)
    make_subscriber("gone@example.com", only_notice=notice, state="gone", gone_at=NOON)

    merge(first, second)

    goes_on = Notice.objects.get(public_id=second.notice_id)
    assert [one.address for one in Subscriber.objects.filter(only_notice=goes_on)] == [
        "one@example.com"
    ]
    assert Subscriber.objects.filter(only_notice=notice).count() == 2


def work_in(integration: Integration, alert: dict[str, Any]) -> None:
    item = make_alerts.receive(integration, make_alerts.notification(alert))
    fold_notification(item=item, at=in_minutes(6))


def test_alerts_move_and_later_ones_of_the_group_come_to_the_other() -> None:
    integration = make_alerts.make_integration()
    work_in(integration, make_alerts.alert())
    first, second = Incident.objects.get(), declare("Checkout fails")

    merge(first, second)
    work_in(integration, make_alerts.alert(fingerprint="another"))

    assert set(Alert.objects.values_list("incident", flat=True)) == {second.pk}
    assert Incident.objects.count() == 2


def test_pages_stop_and_whoever_was_called_is_told_where_to_go() -> None:
    tom, ana = make_user("Tom", "Responder"), make_user("Ana", "Responder")
    first, second = two()
    page_person(incident=first, person=tom, reason="Knows it", by=None, at=NOON)
    assign_role(incident=first, role=Role.SCRIBE, person=ana, by=None, at=NOON)
    assign_role(incident=second, role=Role.COMMANDER, person=ana, by=None, at=NOON)

    merge(first, second)

    assert Page.objects.get().state == "stopped"
    message = Message.objects.get(kind="command.merged")
    assert {one.address for one in message.deliveries.all()} == {tom.email, ana.email}
    assert f"continues as {second.reference}" in message.subject
    assert second.get_absolute_url() in message.text
    assert not Escalation.objects.filter(incident=second, started_at=LATER).exists()


def test_the_other_is_paged_for_where_nobody_answers_for_it() -> None:
    first, second = two()
    tom = make_user("Tom", "Responder")
    make_ladder(make_rotation(tom))
    page_person(incident=first, person=tom, reason="Knows it", by=None, at=NOON)

    merge(first, second)

    assert Escalation.objects.filter(incident=second, started_at=LATER).exists()


def test_who_held_a_role_is_offered_it_where_it_is_vacant() -> None:
    first, second = two()
    priya, tom = make_user("Priya", "Incident commander"), make_user("Tom", "Responder")
    assign_role(incident=first, role=Role.COMMANDER, person=tom, by=None, at=NOON)
    assign_role(incident=first, role=Role.TECHNICAL_LEAD, person=tom, by=None, at=NOON)
    assign_role(incident=second, role=Role.COMMANDER, person=priya, by=None, at=NOON)

    merge(first, second)

    assert not first.role_assignments.live().exists()
    assert [(one.role, one.person) for one in offers(second)] == [("technical_lead", tom)]
    assert "Tom was technical lead there, and nobody is here" in taken_over(second)


def test_unfinished_follow_ups_and_an_owed_postmortem_move() -> None:
    first, second = two()
    owner = make_user("Kofi", "Responder")
    CorrectiveAction.objects.create(incident=first, text="Alert on queue age", created_at=NOON)
    Postmortem.objects.create(
        incident=first, owner=owner, opened_at=NOON, due_at=in_minutes(60), summary="So far"
    )

    merge(first, second)

    assert CorrectiveAction.objects.get().incident == second
    assert Postmortem.objects.get().incident == second


def test_where_both_owe_a_postmortem_the_others_covers_both() -> None:
    first, second = two()
    owner = make_user("Kofi", "Responder")
    for one in (first, second):
        Postmortem.objects.create(
            incident=one, owner=owner, opened_at=NOON, due_at=in_minutes(60), summary="So far"
        )

    merge(first, second)

    ended = Postmortem.objects.get(incident=first)
    assert (ended.state, ended.summary) == ("waived", "So far")
    assert Postmortem.objects.owed().get().incident == second


def test_the_worse_severity_wins() -> None:
    worse, milder = declare(level=0), declare(level=2)

    merge(worse, milder)

    assert milder.level == 0
    assert milder.entries.filter(body__contains=f"{worse.reference} was SEV0").exists()


def test_links_go_on_with_the_other_and_none_of_them_points_at_itself() -> None:
    first, second = two()
    third = declare("Refunds late")
    for here, there in ((first, third), (first, second)):
        IncidentLink.objects.create(
            incident=here, other=there, kind=LinkKind.RELATED, added_at=NOON
        )

    merge(first, second)

    links = IncidentLink.objects.of(third)
    assert [(one.incident, one.other) for one in links] == [(second, third)]


def test_both_timelines_stay_readable_and_name_each_other() -> None:
    first, second = two()
    before = list(first.entries.in_order().values_list("hash", flat=True))

    merge(first, second)

    after = list(first.entries.in_order().values_list("hash", flat=True))
    assert after[: len(before)] == before
    assert first.entries.filter(body__contains=f"continues as {second.reference}").exists()
    assert taken_over(second).startswith(f"{first.reference} Login slow was merged into this.")
    assert first.state == State.MERGED


@pytest.mark.parametrize(
    ("facts", "word"),
    [({"kind": "drill"}, "kept apart"), ({"private": True}, "One of the two is private")],
)
def test_what_must_stay_apart_is_not_merged(facts: dict[str, Any], word: str) -> None:
    first, second = declare(**facts), declare()

    for here, there in ((first, second), (second, first)):
        with pytest.raises(CannotMerge, match=word):
            merge(here, there)


def test_a_refused_merge_changes_nothing() -> None:
    first, second = two()
    make_task(first)
    merge(declare("Third"), second)
    closed = declare("Fourth")
    merge(closed, second)

    with pytest.raises(CannotMerge, match="has ended"):
        merge(first, closed)

    assert Task.objects.get().incident == first
