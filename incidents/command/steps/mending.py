"""What is known, what changed, and the way back."""

from datetime import timedelta

from incidents.command.changes import Likelihood, RankedChange
from incidents.command.steps.situation import Situation
from incidents.command.steps.step import Button, Step
from incidents.record.models import ChangeKind, State, Verdict
from portal.web.times import duration

SOON = timedelta(minutes=15)
WORK, COMMAND = "record.work_incident", "record.command_incident"
RESTORE = "Restore first, root cause second."


def impact_unknown(now: Situation) -> Step | None:
    if now.impact_known:
        return None
    return Step(
        "Say how bad it is",
        "How many customers, how much revenue, is data at risk? An estimate is enough.",
        (Button("Record the impact", f"{now.room}#_impact"),),
    )


def silent_task(now: Situation) -> Step | None:
    """A checkpoint that passed without a word."""
    task = now.silent_task
    if task is None or task.checkpoint_at is None:
        return None
    ago = duration(now.at - task.checkpoint_at)
    who = str(task.assignee) if task.assignee else "Nobody has it; give it to somebody"
    return Step(
        f"Ask about {task.name}: its checkpoint passed {ago} ago",
        f"{task.text}. {who}.",
        (Button("Look at the tasks", f"{now.room}#_tasks"),),
    )


def change_not_looked_at(now: Situation) -> Step | None:
    """The likeliest change that nobody judged, until something is suspected or chosen."""
    if now.changes_judged or now.mitigation_chosen:
        return None
    fitting = [one for one in now.changes if one.likelihood != Likelihood.UNLIKELY]
    if not fitting:
        return None
    first = fitting[0]
    suspect = Button(
        "Mark as suspect",
        now.url("command:change_verdict", first.change.pk),
        {"verdict": Verdict.SUSPECT},
        WORK,
    )
    every = Button("See what changed", now.url("command:changes"))
    return Step(f"Look at what changed: {first.change}", f"{first.why}.", (suspect, every))


def no_mitigation(now: Situation) -> Step | None:
    if now.mitigation_chosen:
        return None
    decide = Button("Write the decision", f"{now.room}#id_body")
    suspect = suspected_deployment(now.changes)
    if suspect is not None:
        return Step(
            f"Roll back first: {suspect.change}",
            "Rolling back is often quicker and safer than a fix. The cause is found after.",
            (decide, Button("See what changed", now.url("command:changes"))),
        )
    return Step(
        "Choose the fastest safe way back",
        f"Roll back, fail over, switch off, slow down. {RESTORE}",
        (decide, Button("See what changed", now.url("command:changes"))),
    )


def stabilise_target_near(now: Situation) -> Step | None:
    """From a quarter of an hour before the target until half an hour after it."""
    if now.incident.state == State.VERIFYING:
        return None
    left = timedelta(minutes=now.incident.rules.stabilise_minutes) - now.age
    if not -2 * SOON < left <= SOON:
        return None
    when = f"is in {duration(left)}" if left > timedelta() else f"passed {duration(-left)} ago"
    return Step(
        f"The target to stabilise {when}",
        "Bring in somebody more senior, or take the smaller step that helps now.",
        (Button("Escalate", now.url("oncall:escalations")),),
    )


def say_the_fix(now: Situation) -> Step | None:
    """Something was done, and nobody has said yet that it holds."""
    if now.incident.state == State.VERIFYING or not now.acted_on:
        return None
    return Step(
        "Is the fix in place? Say so, then verify",
        "The checks are planned then. It is over when users say so.",
        (
            Button("Fix in place", now.url("command:fix"), permission=COMMAND),
            Button("Resolve", now.url("command:resolution"), permission=COMMAND),
        ),
    )


def verify(now: Situation) -> Step | None:
    return Step(
        "Verify that it works for users, then resolve",
        "Technical, users, business, from outside. What users see outranks the logs.",
        (Button("Resolve", now.url("command:resolution"), permission=COMMAND),),
    )


def suspected_deployment(changes: list[RankedChange]) -> RankedChange | None:
    """The first deployment held for suspect or cause."""
    for one in changes:
        held = one.verdict is not None and one.verdict.verdict != Verdict.CLEARED
        if held and one.change.kind == ChangeKind.DEPLOYMENT:
            return one
    return None
