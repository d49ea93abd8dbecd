"""What others owe: answers, rights to be taken back, and vendors who take too long."""

from datetime import timedelta

from incidents.command.steps.situation import Situation
from incidents.command.steps.step import Button, Step
from incidents.oncall.models import TeamEscalation
from incidents.record.mailing import spelled
from portal.web.times import duration

NEAR = timedelta(minutes=10)
PRESSED = {"pressed": "1"}


def answer_near(now: Situation) -> Step | None:
    """The answer that is late, or nearly due."""
    request = now.owed_answer
    if request is None or request.answer_by - now.at > NEAR:
        return None
    return owed(now, request)


def answer_waited_for(now: Situation) -> Step | None:
    """The same however much time is left, for who looks at the escalations."""
    return owed(now, now.owed_answer) if now.owed_answer is not None else None


def owed(now: Situation, request: TeamEscalation) -> Step:
    by, left = spelled(request.answer_by), request.answer_by - now.at
    following = request.next_words
    then = f"At {by} it goes to {following}." if following else "Nobody is left to ask: call them."
    late = left < timedelta()
    title = f"{request.asked} owes an answer by {by}"
    if late:
        title, then = f"{request.asked} has not answered since {by}", "Call them by phone."
    detail = f"{duration(abs(left))} {'late' if late else 'left'}. {then}"
    remind = Button(
        "Remind them",
        now.url("oncall:remind_team", request.number),
        PRESSED,
        "record.work_incident",
    )
    further = Button(
        "Escalate now",
        now.url("oncall:pass_on_request", request.number),
        PRESSED,
        "oncall.page_people",
    )
    return Step(title, detail, (remind, further) if request.next_contact else (remind,))


def right_to_take_back(now: Situation) -> Step | None:
    right = now.expired_right
    if right is None:
        return None
    back = Button(
        "It is taken back",
        now.url("oncall:decide_permission", right.number),
        {"decision": "back"},
        "record.work_incident",
    )
    return Step(
        f"Take back the right: {right}",
        f"It was given by {right.decided_by} until {spelled(right.expires_at or now.at)}.",
        (back,),
    )


def workaround_first(now: Situation) -> Step | None:
    """Their agreed fix is later than we can wait, and nothing was done about it yet."""
    if now.mitigation_chosen:
        return None
    vendor = now.slow_vendor
    if vendor is None:
        return None
    agreed = vendor.agreement_for(now.incident.level)
    promise = agreed.words if agreed else "no time agreed"
    return Step(
        f"Do not wait for {vendor}: use the workaround first",
        f"Agreed is {promise}; we must stabilise within "
        f"{duration(timedelta(minutes=now.incident.rules.stabilise_minutes))}. {vendor.workaround}",
        (
            Button("Note the action", f"{now.room}#_composer"),
            Button("Vendor page", vendor.get_absolute_url()),
        ),
    )
