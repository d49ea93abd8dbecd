"""Words that are owed."""

from datetime import timedelta

from incidents.command.steps.situation import Situation
from incidents.command.steps.step import Button, Step
from portal.web.times import MINUTE, duration

SOON = timedelta(minutes=10)
CONFIRMED_BY = timedelta(minutes=5)
SEND = "comms.send_update"


def late_promise(now: Situation) -> Step | None:
    promise = now.promise
    if promise is None or promise.due_at > now.at:
        return None
    late = now.at - promise.due_at
    owed = f"{duration(late)} late" if late >= MINUTE else "due"
    return Step(f"Update to {promise.audience} is {owed}. Send it now.", "", _buttons(now))


def first_update(now: Situation) -> Step | None:
    """Confirm and classify first; from minute five on, or once somebody has answered the
    page, people are told."""
    promise = now.promise
    if promise is None or now.newest_update is not None:
        return None
    left = promise.due_at - now.at
    confirming = now.age < CONFIRMED_BY and left > SOON / 2
    if confirming and not (now.acknowledged and left <= SOON):
        return None
    return Step(
        f"Send the first update {_within(left)}",
        "We are aware, we are investigating, the next word comes then. Silence costs more "
        "than downtime.",
        _buttons(now),
    )


def promise_near(now: Situation) -> Step | None:
    promise = now.promise
    if promise is None or now.newest_update is None or promise.due_at - now.at > SOON:
        return None
    return Step(
        f"Send the update to {promise.audience} {_within(promise.due_at - now.at)}",
        "Saying that nothing has changed is an update too.",
        _buttons(now),
    )


def _within(left: timedelta) -> str:
    return f"within {duration(left)}" if left >= MINUTE else "now"


def _buttons(now: Situation) -> tuple[Button, ...]:
    write = Button("Write the update", now.url("comms:updates"))
    drafted = getattr(now.promise, "drafted_by", None)
    if drafted is not None:
        name = str(now.promise.drafter).partition(" ")[0]  # type: ignore[union-attr]
        address = f"{now.url('comms:updates')}?draft={drafted}"
        write = Button(f"Do it for {name}", address, permission=SEND)
    if now.newest_update is None or now.promise is None:
        return (write,)
    said = {"key": f"promise-{now.promise.pk}", "after": str(now.newest_update)}
    same = Button("Say that nothing has changed", now.url("comms:no_change"), said, SEND)
    return (write, same)
