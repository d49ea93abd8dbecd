"""What may have caused it, and whom to believe."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from incidents.record.actions.add_entry import EmptyEntry, add_entry
from incidents.record.actions.add_evidence import add_evidence
from incidents.record.actions.judge_hypothesis import NoVerdict, judge_hypothesis
from incidents.record.models import Evidence, Hypothesis, HypothesisState, Signal, Task
from incidents.record.weighing import weigh
from tests.make_hypotheses import make_hypothesis, make_signal
from tests.make_people import make_user
from tests.make_record import NOON, make_incident
from tests.make_tasks import in_minutes

pytestmark = pytest.mark.django_db


def test_hypotheses_are_numbered_in_their_incident() -> None:
    incident = make_incident()

    first, second = make_hypothesis(incident), make_hypothesis(incident, "The pool is exhausted")

    assert [first.name, second.name] == ["H1", "H2"]
    assert make_hypothesis(make_incident()).name == "H1"
    assert incident.entries.newest_first()[0].body == "H2 The pool is exhausted"


def test_the_same_key_twice_is_the_first_hypothesis() -> None:
    incident = make_incident()

    first, second = (make_hypothesis(incident, key="form-1") for _ in range(2))

    assert first == second


def test_who_tests_it_by_when_becomes_a_task() -> None:
    tom = make_user("Tom", "Responder")

    hypothesis = make_hypothesis(tester=tom, test_by=in_minutes(10))

    task = Task.objects.get()
    assert (task.hypothesis, task.assignee, task.checkpoint_at) == (
        hypothesis,
        tom,
        in_minutes(10),
    )
    assert task.text == "Test H1: Cardline rejects our TLS"


def test_evidence_is_a_line_that_speaks_for_or_against() -> None:
    hypothesis = make_hypothesis()
    ana = make_user("Ana", "Responder")

    add_evidence(hypothesis=hypothesis, side="for", text="94 % of timeouts.", by=ana, at=NOON)
    add_evidence(hypothesis=hypothesis, side="against", text="6 % elsewhere.", by=ana, at=NOON)

    found = Hypothesis.objects.with_evidence().get()
    assert (found.for_it, found.against_it) == (1, 1)  # type: ignore[attr-defined]
    assert hypothesis.evidence.filter(side="for").get().entry.body == "For H1: 94 % of timeouts."


def test_a_line_that_stands_already_can_speak_and_change_sides() -> None:
    hypothesis = make_hypothesis()
    line = add_entry(
        incident=hypothesis.incident, kind="evidence", body="Pool at 42.", by=None, at=NOON
    )

    for side in ("for", "against"):
        add_evidence(hypothesis=hypothesis, side=side, entry=line, by=None, at=NOON)

    assert Evidence.objects.get().side == "against"
    line.refresh_from_db()
    assert line.body == "Pool at 42."


@pytest.mark.parametrize("state", ["ruled_out", "confirmed"])
def test_deciding_needs_a_reason_and_stands_on_the_timeline(state: str) -> None:
    hypothesis, ana = make_hypothesis(), make_user("Ana", "Responder")

    with pytest.raises(NoVerdict, match="how you know that H1"):
        judge_hypothesis(hypothesis=hypothesis, state=state, reason=" ", by=ana, at=NOON)
    judged = judge_hypothesis(
        hypothesis=hypothesis, state=state, reason="Seen twice.", by=ana, at=NOON
    )

    assert (judged.state, judged.decided_by, judged.reason) == (state, ana, "Seen twice.")
    line = hypothesis.incident.entries.newest_first()[0]
    assert line.body.endswith("Cardline rejects our TLS. Seen twice.")
    with pytest.raises(NoVerdict, match="already by Ana"):
        judge_hypothesis(hypothesis=hypothesis, state=state, reason="x", by=ana, at=NOON)


def test_likely_needs_none_and_taking_it_up_again_does() -> None:
    hypothesis = make_hypothesis()

    judge_hypothesis(hypothesis=hypothesis, state="likely", reason="", by=None, at=NOON)
    judge_hypothesis(hypothesis=hypothesis, state="ruled_out", reason="No.", by=None, at=NOON)
    with pytest.raises(NoVerdict):
        judge_hypothesis(hypothesis=hypothesis, state="open", reason="", by=None, at=NOON)
    again = judge_hypothesis(
        hypothesis=hypothesis, state="open", reason="Test was wrong.", by=None, at=NOON
    )

    assert (again.state, again.decided_at) == (HypothesisState.OPEN, None)


def test_nothing_said_is_no_hypothesis_and_no_evidence() -> None:
    with pytest.raises(EmptyEntry, match="Say what it may be"):
        make_hypothesis(text=" ")
    with pytest.raises(EmptyEntry, match="what speaks for H1"):
        add_evidence(hypothesis=make_hypothesis(), side="for", text=" ", by=None, at=NOON)


def test_the_table_ties_a_verdict_to_its_facts() -> None:
    hypothesis = make_hypothesis()

    for lie in ({"state": "confirmed"}, {"decided_at": NOON}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Hypothesis.objects.filter(pk=hypothesis.pk).update(**lie)


def test_the_likeliest_stands_first_and_the_ruled_out_last() -> None:
    incident = make_incident()
    for state in ("ruled_out", "open", "likely", "confirmed"):
        one = make_hypothesis(incident, state)
        if state != "open":
            judge_hypothesis(hypothesis=one, state=state, reason="ok", by=None, at=NOON)

    found = Hypothesis.objects.filter(incident=incident).likeliest_first()

    assert [one.text for one in found] == ["confirmed", "likely", "open", "ruled_out"]


def test_the_newest_of_a_source_counts_and_the_older_stay() -> None:
    incident = make_incident()
    make_signal(incident, "monitoring", "down")
    newest = make_signal(incident, "monitoring", "up", at=in_minutes(5))
    late = make_signal(incident, "monitoring", "down", at=in_minutes(9), observed_at=NOON)

    assert list(Signal.objects.newest_of_each([incident])) == [newest]
    assert Signal.objects.count() == 3
    assert late.observed_at == NOON


def test_a_machine_that_repeats_itself_writes_one_line() -> None:
    incident = make_incident()
    before = incident.entries.count()

    for minute in range(3):
        make_signal(incident, "monitoring", "down", at=in_minutes(minute), integration="Grafana")

    assert incident.entries.count() == before + 1
    assert Signal.objects.count() == 3


def weighed(*told: tuple[str, str, str, int]) -> tuple[str, str, bool]:
    """Source, answer, words, minutes behind → sentence, advice, conflict, at noon."""
    incident = make_incident()
    for source, says, words, lag in told:
        make_signal(incident, source, says, words, lag_minutes=lag)
    found = weigh(Signal.objects.newest_of_each([incident]), at=NOON)
    return (found.sentence, found.advice, found.conflict) if found else ("", "", False)


def test_users_outrank_monitoring_and_its_lag_is_told() -> None:
    assert weighed(("monitoring", "up", "", 12), ("users", "down", "Payments fail", 0)) == (
        "Users say payments fail, monitoring says fine (12 min behind).",
        "Believe the users.",
        True,
    )


def test_users_outrank_monitoring_also_when_all_is_well() -> None:
    sentence, advice, conflict = weighed(
        ("monitoring", "down", "Error rate 40 %", 5), ("users", "up", "", 0)
    )

    assert sentence == "Users say fine, monitoring says error rate 40 % (5 min behind)."
    assert (advice, conflict) == ("Believe the users.", True)


@pytest.mark.parametrize(("says", "word"), [("silent", "silent"), ("up", "fine")])
def test_logs_that_hear_nothing_while_users_fail_are_suspected(says: str, word: str) -> None:
    sentence, advice, conflict = weighed(("users", "down", "", 0), ("logs", says, "", 0))

    assert f"Logs are {word} while users fail: the pipeline may lie." in f"{sentence} {advice}"
    assert conflict


def test_instruments_that_disagree_send_somebody_to_look() -> None:
    sentence, advice, conflict = weighed(
        ("database", "degraded", "CPU at 95 %", 0), ("monitoring", "up", "", 5)
    )

    assert sentence == "The database says CPU at 95 %, monitoring says fine (5 min behind)."
    assert advice.startswith("Nobody asked users yet")
    assert conflict


def test_what_users_said_long_ago_is_asked_again() -> None:
    incident = make_incident()
    make_signal(incident, "users", "down", "Payments fail")
    make_signal(incident, "monitoring", "up", at=in_minutes(45))

    found = weigh(Signal.objects.newest_of_each([incident]), at=NOON + timedelta(minutes=45))

    assert found is not None
    assert found.sentence == "Users say payments fail (45 min ago), monitoring says fine."
    assert found.advice == "Users spoke long ago: ask again before you decide."


def test_agreement_is_said_calmly_and_one_voice_is_no_verdict() -> None:
    assert weighed(("users", "down", "", 0), ("monitoring", "down", "", 0)) == (
        "Users and monitoring agree: it fails.",
        "",
        False,
    )
    assert weighed(("users", "down", "", 0)) == ("", "", False)
    assert weighed() == ("", "", False)
