"""What is left once it works again."""

from datetime import timedelta

from incidents.command.models import CheckIn
from incidents.command.steps.situation import Situation
from incidents.command.steps.step import Button, Step
from incidents.learning.models import Postmortem
from incidents.record.models import State
from portal.web.times import duration


def check_in_due(now: Situation) -> Step | None:
    asked = CheckIn.objects.waiting().filter(watch__incident=now.incident).in_order()
    waits = asked.select_related("asked").first()
    if waits is None or waits.asked_at is None:
        return None
    who = f"{waits.asked} was asked" if waits.asked else "It was asked"
    return Step(
        f"Is it still good after {waits.after}?",
        f"{who} {duration(now.at - waits.asked_at)} ago. Silence asks the commander.",
        (Button("Answer", f"{now.room}#_watch", permission="record.work_incident"),),
    )


def postmortem_owed(now: Situation) -> Step | None:
    postmortem = Postmortem.objects.owed().filter(incident=now.incident).first()
    if postmortem is None:
        return None
    left = postmortem.due_at - now.at
    when = f"due in {duration(left)}" if left > timedelta() else f"{duration(-left)} late"
    open_it = Button("Open the postmortem", now.url("learning:postmortem"))
    return Step(f"Write the postmortem, {when}", f"{postmortem.owner} owns it.", (open_it,))


def watch_then_close(now: Situation) -> Step | None:
    if now.incident.state != State.MONITORING:
        return None
    close = Button("Close", now.url("command:closure"), permission="record.command_incident")
    return Step("Watch for 24 h, then close", "A new failure re-opens it.", (close,))
