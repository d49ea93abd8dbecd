"""Words of those who look for the cause: tasks, hypotheses, verdicts."""

import re

from incidents.command.slash_words.word import Answer, Refused, Said, SlashWord
from incidents.record.actions.add_entry import EmptyEntry
from incidents.record.actions.add_hypothesis import add_hypothesis
from incidents.record.actions.add_task import NoTask
from incidents.record.actions.add_task_line import add_task_line
from incidents.record.actions.admit_person import CannotSee
from incidents.record.actions.finish_task import finish_task
from incidents.record.actions.judge_hypothesis import NoVerdict, judge_hypothesis
from incidents.record.checkpoints import CheckpointPassed
from incidents.record.models import Hypothesis, HypothesisState, Task, TaskEnded
from incidents.record.task_lines import UnreadableTask

WORK = "record.work_incident"
_NUMBERED = re.compile(r"([TH])(\d{1,6})\b[:,]?\s*", re.IGNORECASE)


def _add_task(said: Said) -> Answer:
    task = add_task_line(
        incident=said.incident, line=said.text, by=said.by, at=said.at, key=said.key
    )
    return Answer(f"{task.name} added.", f"{said.incident.get_absolute_url()}#_tasks")


def _finish(said: Said) -> Answer:
    number, result = _which("T", said.text, FINISH.example)
    task = Task.objects.filter(incident=said.incident, number=number).first()
    if task is None:
        raise Refused(f"There is no task T{number} here.")
    finish_task(task=task, result=result, by=said.by, at=said.at)
    return Answer(f"{task.name} is done.")


def _suppose(said: Said) -> Answer:
    hypothesis = add_hypothesis(
        incident=said.incident,
        text=said.text,
        by=said.by,
        at=said.at,
        occurred_at=said.occurred_at,
        key=said.key,
    )
    return Answer(f"{hypothesis.name} added.", f"{said.incident.get_absolute_url()}#_hypotheses")


def _confirm(said: Said) -> Answer:
    return _judge(said, HypothesisState.CONFIRMED, CONFIRM.example)


def _rule_out(said: Said) -> Answer:
    return _judge(said, HypothesisState.RULED_OUT, RULE_OUT.example)


def _judge(said: Said, state: HypothesisState, example: str) -> Answer:
    number, reason = _which("H", said.text, example)
    found = Hypothesis.objects.filter(incident=said.incident, number=number).first()
    if found is None:
        raise Refused(f"There is no hypothesis H{number} here.")
    judged = judge_hypothesis(hypothesis=found, state=state, reason=reason, by=said.by, at=said.at)
    return Answer(f"{judged.name} is {state.label.lower()}.")


def _which(letter: str, text: str, example: str) -> tuple[int, str]:
    """The number after its letter, and the words behind it."""
    named = _NUMBERED.match(text)
    if named is None or named[1].upper() != letter:
        raise Refused(f"Which one? Example: {example}")
    return int(named[2]), text[named.end() :]


TASK = SlashWord(
    "task", "Give somebody something to find out, with a time",
    "/task Test H1 from a second network @tom 10m", WORK, _add_task,
    (NoTask, UnreadableTask, CannotSee, CheckpointPassed), ("t",),
)  # fmt: skip
FINISH = SlashWord(
    "done", "Finish a task with its result", "/done T1 It fails from both networks",
    WORK, _finish, (EmptyEntry, TaskEnded), ("finish",),
)  # fmt: skip
HYPOTHESIS = SlashWord(
    "hypothesis", "Suppose a cause", "/hypothesis The new client sends an old TLS version",
    WORK, _suppose, (EmptyEntry,), ("hyp", "maybe"),
)  # fmt: skip
CONFIRM = SlashWord(
    "confirm", "Confirm a hypothesis, with how you know", "/confirm H1 Seen on two networks",
    WORK, _confirm, (NoVerdict,), (),
)  # fmt: skip
RULE_OUT = SlashWord(
    "rule-out", "Rule a hypothesis out, with how you know", "/rule-out H2 Pool at 42 of 100",
    WORK, _rule_out, (NoVerdict,), ("ruleout", "not"),
)  # fmt: skip
