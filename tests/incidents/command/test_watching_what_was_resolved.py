"""For a day after resolution somebody looks, and says so."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from incidents.command.actions.answer_check_in import NothingToAnswer, answer_check_in
from incidents.command.actions.close_incident import NotYet, close_incident
from incidents.command.actions.notice_recurrence import notice_recurrence
from incidents.command.actions.put_fix_in_place import put_fix_in_place
from incidents.command.actions.reopen_incident import reopen_incident
from incidents.command.actions.resolve_incident import NotVerified
from incidents.command.actions.take_watch import take_watch
from incidents.command.models import CheckIn, Watch
from incidents.comms.models import Promise, Update
from incidents.learning.actions.add_action import add_action
from incidents.learning.models import Postmortem
from incidents.mitigation.models import Check
from incidents.oncall.models import Escalation
from incidents.record.actions.assign_role import assign_role
from incidents.record.actions.leave_role import leave_role
from incidents.record.models import Incident, State
from portal.clock.models import Timer
from portal.people.models import User
from portal.post.models import Message
from tests.make_command import HOUR, declare, resolve, ring
from tests.make_comms import make_update
from tests.make_mitigation import look, make_check
from tests.make_oncall import make_ladder, make_rotation
from tests.make_people import make_user
from tests.make_record import NOON

RESOLVED = NOON + HOUR
QUARTER = timedelta(minutes=15)


def watched(*, watcher: User | None = None, level: int = 1) -> Incident:
    return resolve(declare(level=level, by=make_user("Kofi", "Responder")), watcher=watcher)


def asked(subject: str) -> list[str]:
    found = Message.objects.filter(kind="command.watch", subject__startswith=subject)
    return [one.address for message in found for one in message.deliveries.all()]


def test_a_fix_in_place_plans_the_checks_and_tells_nobody_unless_asked() -> None:
    incident = declare(by=make_user())
    make_update(incident, "customers", "executives")

    put_fix_in_place(incident=incident, by=None, at=NOON + QUARTER)

    assert incident.state == State.VERIFYING
    assert Check.objects.of_users().exists()
    assert Update.objects.count() == 1
    assert Promise.objects.unsettled().exists()


def test_a_fix_in_place_tells_everybody_who_was_told() -> None:
    incident = declare(by=make_user())
    make_update(incident, "customers", "executives")

    put_fix_in_place(incident=incident, tell=True, by=None, at=NOON + QUARTER)

    newest = Update.objects.order_by("-number")[0]
    assert (newest.stage, newest.situation) == ("mitigation", "monitoring")
    assert newest.wordings.count() == 2


def test_a_fix_that_did_not_hold_is_active_again_without_paging() -> None:
    make_ladder(make_rotation(make_user("Tom", "Responder")))
    incident = declare(by=make_user())
    put_fix_in_place(incident=incident, by=None, at=NOON + QUARTER)
    check = Check.objects.of_users().first()
    assert check is not None
    look(check, at=NOON + QUARTER)

    reopen_incident(incident=incident, reason="Errors again.", by=None, at=NOON + 2 * QUARTER)

    assert incident.state == State.ACTIVE
    assert not Check.objects.exclude(state="open").exists()
    assert Escalation.objects.count() == 1


def test_resolving_waits_for_every_planned_check() -> None:
    incident = declare(by=make_user())
    check = make_check(incident)
    technical = make_check(incident, "Error rate", kind="technical")
    look(technical, "0.4 %")

    with pytest.raises(NotVerified, match=r"Users: A test purchase \(nobody has looked\)"):
        resolve(incident)
    look(check, "declined", passed=False)
    with pytest.raises(NotVerified, match="What users see counts, whatever the logs say"):
        resolve(incident)
    look(check, "paid at the first try")
    resolve(incident, verified="")

    assert incident.state == State.MONITORING


def test_technical_checks_alone_do_not_resolve() -> None:
    incident = declare(by=make_user())
    look(make_check(incident, "Error rate", kind="technical"), "0.4 %")

    with pytest.raises(NotVerified, match="Users' reality comes first"):
        resolve(incident, verified="")
    resolve(incident, verified="Support hears nothing any more.")

    assert Check.objects.of_users().get().observed == "Support hears nothing any more."


def test_each_audience_may_read_its_own_words() -> None:
    incident = declare(by=make_user())
    make_update(incident, "customers", "executives")

    resolve(incident, own_words={"customers": "Card payments work again."})

    newest = Update.objects.order_by("-number")[0]
    said = {one.audience.slug: one.status for one in newest.wordings.all()}
    assert said == {"customers": "Card payments work again.", "executives": "It works again."}


def test_the_policy_of_the_incident_plans_the_check_ins() -> None:
    incident = declare(by=make_user())
    policy = {**incident.policy, "watch_minutes": [30, 90]}
    Incident.objects.update(policy=policy)
    incident.refresh_from_db()

    resolve(incident)

    watch = Watch.objects.get()
    assert [one.minutes for one in watch.check_ins.in_order()] == [30, 90]
    assert watch.ends_at == RESOLVED + timedelta(minutes=90)


def test_an_old_snapshot_is_watched_for_a_day() -> None:
    incident = declare(by=make_user())
    for name in ("watch_minutes", "reopen_on_alert", "channel_pattern"):
        incident.policy.pop(name)
    incident.save()

    resolve(incident)

    assert Watch.objects.get().ends_at == RESOLVED + 24 * HOUR


def test_the_watcher_is_asked_once_when_it_is_due() -> None:
    ana = make_user("Ana Ruiz", "Responder", email="ana@example.com")
    watched(watcher=ana)

    ring("command.", at=RESOLVED + QUARTER)
    ring("command.", at=RESOLVED + QUARTER)

    assert asked("Still good after 15 min?") == ["ana@example.com"]


def test_after_a_pause_of_the_clock_only_the_newest_question_is_asked() -> None:
    ana = make_user("Ana Ruiz", "Responder")
    watched(watcher=ana)

    ring("command.check_in_due", at=RESOLVED + 5 * HOUR)

    assert asked("Still good") == [ana.email]
    assert asked("Still good after 4 h?") == [ana.email]


def test_nobody_named_means_who_is_on_call_then() -> None:
    tom, ana = (make_user(name, "Responder") for name in ("Tom", "Ana"))
    rotation = make_rotation(tom)
    watched()
    rotation.members.update(person=ana)

    ring("command.", at=RESOLVED + QUARTER)

    assert asked("Still good") == [ana.email]


def test_silence_asks_the_commander_and_stands_on_the_timeline() -> None:
    ana, priya = make_user("Ana Ruiz", "Responder"), make_user("Priya", "Incident commander")
    incident = watched(watcher=ana)
    assign_role(incident=incident, role="commander", person=priya, by=None, at=RESOLVED)
    ring("command.", at=RESOLVED + QUARTER)

    ring("command.", at=RESOLVED + 2 * QUARTER)

    assert asked("Nobody says") == [priya.email]
    assert "Ana Ruiz has not answered" in incident.entries.newest_first()[0].body


def test_an_answer_silences_the_question() -> None:
    ana = make_user("Ana Ruiz", "Responder")
    incident = watched(watcher=ana)
    ring("command.check_in_due", at=RESOLVED + QUARTER)

    answer_check_in(incident=incident, good=True, observed="99.7 %", by=ana, at=RESOLVED + QUARTER)
    ring("command.", at=RESOLVED + 3 * QUARTER)

    assert asked("Nobody says") == []
    first = CheckIn.objects.in_order()[0]
    assert (first.state, first.observed, first.answered_by) == ("good", "99.7 %", ana)
    assert incident.entries.newest_first()[0].body == "Still good after 15 min: 99.7 %."


def test_that_it_is_back_opens_it_again_with_everything() -> None:
    make_ladder(make_rotation(make_user("Tom", "Responder")))
    ana, priya = make_user("Ana Ruiz", "Responder"), make_user("Priya", "Incident commander")
    incident = declare(by=ana)
    assign_role(incident=incident, role="commander", person=priya, by=None, at=NOON)
    make_update(incident, "customers", "executives")
    resolve(incident)
    deadline = Postmortem.objects.get().due_at
    leave_role(incident=incident, role="commander", by=None, at=RESOLVED + QUARTER)

    answer_check_in(incident=incident, good=False, observed="5xx", by=ana, at=RESOLVED + HOUR)

    assert incident.state == State.ACTIVE
    assert incident.holder_of("commander") == priya
    assert Promise.objects.unsettled().exists()
    assert Escalation.objects.filter(state="climbing").exists()
    assert Postmortem.objects.get().due_at == deadline
    assert Watch.objects.get().ended_how == "back"
    assert not Timer.objects.live().filter(kind__startswith="command.").exists()
    assert any("Tell them that it is back" in one.body for one in incident.entries.all())


def test_reopening_with_words_tells_everyone_who_was_told() -> None:
    incident = declare(by=make_user())
    make_update(incident, "customers", "executives")
    resolve(incident)

    reopen_incident(
        incident=incident,
        reason="5xx again",
        words="Card payments fail again.",
        title="Card payments fail again",
        by=None,
        at=RESOLVED + HOUR,
    )

    newest = Update.objects.order_by("-number")[0]
    assert {one.audience.slug for one in newest.wordings.all()} == {"customers", "executives"}
    assert newest.situation == "investigating"


def test_the_second_resolution_is_watched_anew() -> None:
    incident = declare(by=make_user())
    resolve(incident)
    reopen_incident(incident=incident, reason="Again", by=None, at=RESOLVED + HOUR)

    resolve(incident, at=RESOLVED + 2 * HOUR)

    assert Watch.objects.count() == 2
    assert Watch.objects.running().get().begins_at == RESOLVED + 2 * HOUR


def test_an_alert_proposes_to_open_again_once() -> None:
    ana, priya = make_user("Ana Ruiz", "Responder"), make_user("Priya", "Incident commander")
    incident = watched(watcher=ana)
    assign_role(incident=incident, role="commander", person=priya, by=None, at=RESOLVED)

    opened = [
        notice_recurrence(incident=incident, what="5xx over 5 %", key=key, at=RESOLVED + HOUR)
        for key in ("a", "b")
    ]

    assert opened == [False, False]
    assert sorted(asked("It may be back")) == sorted([ana.email, priya.email])
    assert Watch.objects.get().alert_title == "5xx over 5 %"


def test_an_alert_opens_again_where_the_policy_says_so() -> None:
    incident = watched()
    Incident.objects.update(policy={**incident.policy, "reopen_on_alert": True})

    opened = notice_recurrence(incident=incident, what="5xx", key="a", at=RESOLVED + HOUR)

    incident.refresh_from_db()
    assert opened
    assert incident.state == State.ACTIVE


def test_outside_a_watch_there_is_nothing_to_answer() -> None:
    incident = declare(by=make_user())

    with pytest.raises(NothingToAnswer, match="nobody watches it now"):
        answer_check_in(incident=incident, good=True, by=make_user(), at=NOON)
    assert not notice_recurrence(incident=incident, what="5xx", key="a", at=NOON)


def test_whoever_takes_the_watch_is_asked_from_then_on() -> None:
    incident, tom = watched(watcher=make_user("Ana", "Responder")), make_user("Tom", "Responder")

    take_watch(incident=incident, person=tom, by=tom, at=RESOLVED)
    ring("command.", at=RESOLVED + QUARTER)

    assert asked("Still good") == [tom.email]


def test_the_end_of_the_watch_says_what_nobody_answered() -> None:
    incident = watched()

    ring("command.", at=RESOLVED + 24 * HOUR)

    bodies = [one.body for one in incident.entries.all()]
    assert any("0 of 5 check-ins were answered good. Nobody answered" in one for one in bodies)


def test_closing_needs_follow_ups_with_owner_and_date() -> None:
    incident = watched()
    at = RESOLVED + 25 * HOUR
    ring("command.", at=at)

    with pytest.raises(NotYet, match="at least one follow-up"):
        close_incident(incident=incident, by=None, at=at)
    action = add_action(incident=incident, text="Alert on it", by=None, at=at)
    with pytest.raises(NotYet, match="no owner and no date"):
        close_incident(incident=incident, by=None, at=at)
    type(action).objects.update(owner=incident.declared_by, due_on=at.date())
    close_incident(incident=incident, back_to_normal=["Channel archived"], by=None, at=at)

    assert incident.state == State.CLOSED
    assert Watch.objects.get().ended_how == "stable"
    assert incident.entries.newest_first()[0].body == "Back to normal: Channel archived."


def test_closing_early_needs_a_reason_and_is_remembered_as_early() -> None:
    incident = watched(level=3)

    with pytest.raises(NotYet, match="24 h watch has not ended"):
        close_incident(incident=incident, by=None, at=RESOLVED + HOUR)
    close_incident(incident=incident, reason="A label.", by=None, at=RESOLVED + HOUR)

    assert Watch.objects.get().ended_how == "early"
    assert not CheckIn.objects.unanswered().exists()
    assert not Timer.objects.live().filter(kind__startswith="command.").exists()


@pytest.mark.parametrize("facts", [{"ended_how": "back"}, {"alert_title": "5xx"}])
def test_the_database_holds_the_watch_to_its_facts(facts: dict[str, str]) -> None:
    watched()

    with pytest.raises(IntegrityError, match="facts_agree"), transaction.atomic():
        Watch.objects.update(**facts)
