"""Several people look into several things, and nobody falls silent unnoticed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from incidents.record.actions.add_entry import EmptyEntry
from incidents.record.actions.add_task import NoTask, add_task
from incidents.record.actions.admit_person import CannotSee
from incidents.record.actions.assign_role import assign_role
from incidents.record.actions.assign_task import assign_task
from incidents.record.actions.drop_task import drop_task
from incidents.record.actions.finish_task import finish_task
from incidents.record.actions.move_incident import move_incident
from incidents.record.actions.report_on_task import report_on_task
from incidents.record.checkpoints import CheckpointPassed
from incidents.record.models import Incident, Role, State, Task, TaskEnded, TaskState
from incidents.record.task_lines import UnreadableTask, read_checkpoint, read_task
from portal.clock import clock
from portal.people.models import User
from portal.post.drafts import Lane
from portal.post.models import Message
from tests.make_people import make_user
from tests.make_record import NOON, make_incident
from tests.make_tasks import asked_of_checkpoints, in_minutes, make_task, ring_checkpoints

pytestmark = pytest.mark.django_db


def responder(name: str, **facts: str) -> User:
    return make_user(name, "Responder", **facts)


def commanded() -> tuple[Incident, User, User]:
    """An incident, its commander, and somebody who investigates."""
    incident, priya, tom = make_incident(), responder("Priya Nair"), responder("Tom Alvarez")
    assign_role(incident=incident, role=Role.COMMANDER, person=priya, by=None, at=NOON)
    return incident, priya, tom


def test_a_task_gets_its_number_its_line_and_tells_its_assignee() -> None:
    incident, priya, tom = commanded()

    task = make_task(incident, "Test H1", assignee=tom, checkpoint_at=in_minutes(10), by=priya)

    assert task.name == "T1"
    line = incident.entries.newest_first()[0]
    assert line.body == "Task T1: Test H1. Tom Alvarez, checkpoint 12:10 UTC."
    message = Message.objects.get(kind="record.task")
    assert message.lane == Lane.URGENT
    assert [one.address for one in message.deliveries.all()] == [tom.email]
    assert "Priya Nair asks you: Test H1." in message.text


def test_taking_a_task_oneself_mails_nobody() -> None:
    tom = responder("Tom")

    make_task(assignee=tom, by=tom)

    assert not Message.objects.exists()


def test_the_same_key_twice_is_the_first_task() -> None:
    incident = make_incident()

    first, second = (make_task(incident, key="form-1") for _ in range(2))

    assert first == second
    assert incident.entries.filter(body__startswith="Task T").count() == 1


def test_a_silent_checkpoint_asks_the_assignee_then_the_commander_each_once() -> None:
    incident, priya, tom = commanded()
    make_task(incident, assignee=tom, checkpoint_at=in_minutes(10))

    ring_checkpoints(until=in_minutes(9))
    assert asked_of_checkpoints() == []
    ring_checkpoints(until=in_minutes(14))
    assert asked_of_checkpoints() == [(tom.email, "Your checkpoint")]
    ring_checkpoints(until=in_minutes(120))

    assert asked_of_checkpoints() == [
        (tom.email, "Your checkpoint"),
        (priya.email, "A checkpoint passed in silence"),
    ]
    assert Message.objects.filter(kind="record.checkpoint", lane=Lane.URGENT).count() == 2


def test_the_commander_is_asked_after_the_minutes_of_the_policy_it_was_declared_with() -> None:
    incident, priya, tom = commanded()
    Incident.objects.update(policy={**incident.policy, "checkpoint_minutes": 12})
    incident.refresh_from_db()
    make_task(incident, assignee=tom, checkpoint_at=in_minutes(10))

    ring_checkpoints(until=in_minutes(21))
    assert (priya.email, "A checkpoint passed in silence") not in asked_of_checkpoints()
    ring_checkpoints(until=in_minutes(22))

    assert (priya.email, "A checkpoint passed in silence") in asked_of_checkpoints()


def test_a_snapshot_older_than_the_rule_asks_after_five_minutes() -> None:
    incident = make_incident()
    older = {k: v for k, v in incident.policy.items() if k not in {"checkpoint_minutes",
                                                                  "command_hours"}}  # fmt: skip
    incident.policy = older

    assert (incident.rules.checkpoint_minutes, incident.rules.command_hours) == (5, 4)


@pytest.mark.parametrize("ending", ["report", "finish", "drop"])
def test_an_answered_checkpoint_never_rings(ending: str) -> None:
    incident, _priya, tom = commanded()
    task = make_task(incident, assignee=tom, checkpoint_at=in_minutes(10))

    if ending == "report":
        report_on_task(task=task, found="Fails everywhere.", by=tom, at=in_minutes(8))
    elif ending == "finish":
        finish_task(task=task, result="Fails everywhere.", by=tom, at=in_minutes(8))
    else:
        drop_task(task=task, reason="H1 is ruled out.", by=tom, at=in_minutes(8))
    ring_checkpoints(until=in_minutes(120))

    assert asked_of_checkpoints() == []


def test_a_word_after_the_assignee_was_asked_spares_the_commander() -> None:
    incident, _priya, tom = commanded()
    task = make_task(incident, assignee=tom, checkpoint_at=in_minutes(10))
    ring_checkpoints(until=in_minutes(10))

    report_on_task(task=task, found="Half way.", by=tom, at=in_minutes(12))
    ring_checkpoints(until=in_minutes(120))

    assert asked_of_checkpoints() == [(tom.email, "Your checkpoint")]


def test_a_next_checkpoint_rings_again() -> None:
    incident, _priya, tom = commanded()
    task = make_task(incident, assignee=tom, checkpoint_at=in_minutes(10))
    ring_checkpoints(until=in_minutes(10))

    task = report_on_task(
        task=task, found="Half way.", next_checkpoint_at=in_minutes(30), by=tom, at=in_minutes(12)
    )
    ring_checkpoints(until=in_minutes(31))

    assert [who for who, _ in asked_of_checkpoints()] == [tom.email, tom.email]
    assert task.last_word == "Half way."


def test_nothing_rings_for_an_incident_that_is_over() -> None:
    incident, _priya, tom = commanded()
    make_task(incident, assignee=tom, checkpoint_at=in_minutes(10))

    move_incident(incident=incident, to=State.MONITORING, by=None, at=in_minutes(5))
    ring_checkpoints(until=in_minutes(120))

    assert asked_of_checkpoints() == []


def test_a_commander_who_is_the_assignee_is_mailed_once() -> None:
    incident, priya, _tom = commanded()
    make_task(incident, assignee=priya, checkpoint_at=in_minutes(10))

    ring_checkpoints(until=in_minutes(120))

    assert asked_of_checkpoints() == [(priya.email, "Your checkpoint")]


def test_a_clock_that_slept_through_it_still_asks_in_order() -> None:
    incident, priya, tom = commanded()
    make_task(incident, assignee=tom, checkpoint_at=in_minutes(10))

    clock.ring_due(at=in_minutes(90))

    assert [who for who, _ in asked_of_checkpoints()] == [tom.email, priya.email]


def test_giving_it_to_somebody_else_asks_them_and_not_the_one_before() -> None:
    incident, _priya, tom = commanded()
    ana = responder("Ana Ruiz")
    task = make_task(incident, assignee=tom, checkpoint_at=in_minutes(10))

    assign_task(task=task, assignee=ana, by=tom, at=in_minutes(5))
    ring_checkpoints(until=in_minutes(10))

    assert asked_of_checkpoints() == [(ana.email, "Your checkpoint")]
    assert (
        "It was with Tom Alvarez." in incident.entries.filter(body__contains="takes task")[0].body
    )


def test_who_may_not_work_here_gets_no_task() -> None:
    with pytest.raises(CannotSee, match="choose a responder"):
        make_task(assignee=make_user("Aud", "Auditor"))

    assert not Task.objects.exists()


def test_a_task_of_a_private_incident_makes_its_assignee_a_member_and_hides_its_mail() -> None:
    tom = responder("Tom")
    incident = make_incident(private=True)

    make_task(incident, assignee=tom, checkpoint_at=in_minutes(10))

    assert tom in incident.members.all()
    assert Message.objects.get().restricted


def test_a_finished_task_says_by_whom_and_refuses_more() -> None:
    tom = responder("Tom Alvarez")
    task = make_task(assignee=tom)
    finish_task(task=task, result="All fail.", by=tom, at=NOON)

    with pytest.raises(TaskEnded, match=r"done by Tom Alvarez: “All fail\.”"):
        drop_task(task=task, reason="Late.", by=tom, at=NOON)


def test_it_refuses_what_says_nothing() -> None:
    task = make_task()

    with pytest.raises(NoTask, match="Say what is to be found out"):
        make_task(text="   ")
    with pytest.raises(EmptyEntry, match="still looking"):
        report_on_task(task=task, found=" ", by=None, at=NOON)
    with pytest.raises(EmptyEntry, match="what came of it"):
        finish_task(task=task, result="", by=None, at=NOON)
    with pytest.raises(EmptyEntry, match="why"):
        drop_task(task=task, reason="", by=None, at=NOON)
    with pytest.raises(CheckpointPassed, match="12:00 UTC has passed"):
        make_task(checkpoint_at=NOON)


def test_an_ended_incident_takes_no_more_tasks() -> None:
    incident = make_incident()
    move_incident(incident=incident, to=State.DISMISSED, by=None, at=NOON)

    with pytest.raises(NoTask, match="is dismissed"):
        add_task(incident=incident, text="Look again", by=None, at=NOON)


def test_the_table_ties_an_end_to_its_facts() -> None:
    task = make_task()
    done = finish_task(task=make_task(), result="Works.", by=None, at=NOON)
    lies = (
        (task, {"state": TaskState.DONE}),
        (task, {"ended_at": NOON}),
        (task, {"result": "Works."}),
        (task, {"assignee_asked_at": NOON}),
        (task, {"last_word": "Said when?"}),
        (done, {"state": TaskState.OPEN}),
        (done, {"result": ""}),
    )

    for row, facts in lies:
        with pytest.raises(IntegrityError), transaction.atomic():
            Task.objects.filter(pk=row.pk).update(**facts)


def test_a_number_is_never_given_twice() -> None:
    incident = make_incident()
    make_task(incident)
    second = make_task(incident)

    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=second.pk).update(number=F("number") - 1)


def test_my_tasks_are_open_mine_and_those_i_may_see() -> None:
    tom = responder("Tom")
    mine = make_task(assignee=tom, checkpoint_at=in_minutes(20))
    sooner = make_task(assignee=tom, checkpoint_at=in_minutes(10))
    make_task()
    finish_task(task=make_task(assignee=tom), result="ok", by=tom, at=NOON)
    hidden = make_task(make_incident(private=True), assignee=tom)
    hidden.incident.members.clear()

    found = Task.objects.open().of_person(tom).visible_to(tom).soonest_first()

    assert list(found) == [sooner, mine]


PEOPLE = (("Tom Alvarez", "tom"), ("Ana Ruiz", "ana.ruiz"), ("Ana Berg", "ana.berg"))


def people() -> list[User]:
    return [responder(name, email=f"{local}@northwind.example") for name, local in PEOPLE]


@pytest.mark.parametrize(
    ("line", "text", "who", "minutes"),
    [
        ("Test H1 from a second network @tom 10m", "Test H1 from a second network", "Tom", 10),
        ("@tom Test H1 10 min", "Test H1", "Tom", 10),
        ("Test H1 @Tom in 1h30m", "Test H1", "Tom", 90),
        ("Count orders @ana.ruiz by 12:45", "Count orders", "Ana", 45),
        ("Count orders 1h", "Count orders", None, 60),
        ("Watch p95 for 10m @tom 15m", "Watch p95 for 10m", "Tom", 15),
        ("Mail tom@northwind.example about it", "Mail tom@northwind.example about it", None, None),
        ("Reproduce with TLS 1.2, @tom, 5m", "Reproduce with TLS 1.2", "Tom", 5),
        ("Reproduce with node 12", "Reproduce with node 12", None, None),
        ("Ask @tomalvarez", "Ask", "Tom", None),
    ],
)
def test_a_line_is_read_as_it_is_typed(
    line: str, text: str, who: str | None, minutes: int | None
) -> None:
    known = people()

    read = read_task(line, people=known, by=known[0], at=NOON)

    assert read.text == text
    assert (read.assignee.get_short_name() if read.assignee else None) == who
    assert read.checkpoint_at == (in_minutes(minutes) if minutes else None)


def test_a_line_names_its_hypothesis_and_me_is_the_writer() -> None:
    known = people()

    read = read_task("Test H12 @me", people=known, by=known[1], at=NOON)

    assert (read.hypothesis, read.assignee) == (12, known[1])


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("Test @tomm 10m", "Did you mean @tom?"),
        ("Test @zebulon", "Nobody who works in incidents is called @zebulon"),
        ("Test @ana 10m", "@ana.ruiz (Ana Ruiz), @ana.berg (Ana Berg)"),
        ("Test @tom @ana.berg", "one assignee"),
        ("Test by 11:30", "11:30 has passed, it is 12:00 UTC"),
        ("Test 90h", "within a day"),
    ],
)
def test_an_unclear_line_is_refused_with_what_to_do(line: str, word: str) -> None:
    known = people()

    with pytest.raises(UnreadableTask) as refusal:
        read_task(line, people=known, by=known[0], at=NOON)

    assert word in str(refusal.value)


def test_times_of_day_are_the_writers_and_midnight_is_crossed() -> None:
    berlin = responder("Eva")
    berlin.time_zone = "Europe/Berlin"
    late = NOON + timedelta(hours=11)

    assert read_checkpoint("13:30", by=berlin, at=NOON) == in_minutes(30)
    assert read_checkpoint("00:30", by=berlin, at=late - timedelta(minutes=30)) == late + timedelta(
        minutes=30
    )
    assert read_checkpoint("", by=berlin, at=NOON) is None
    with pytest.raises(UnreadableTask, match="is no time"):
        read_checkpoint("soonish", by=berlin, at=NOON)
