"""The one next step, computed from what is missing."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.urls import reverse

from incidents.comms.models import Promise
from incidents.learning.models import Postmortem
from incidents.oncall.models import Page
from incidents.record.models import Incident, Role, State
from portal.web.times import duration

SOON = timedelta(minutes=10)


@dataclass(frozen=True)
class Step:
    title: str
    detail: str = ""
    actions: list[dict[str, str]] = field(default_factory=list)


def next_step(incident: Incident, *, at: datetime) -> Step:
    """What is due first: a late word, nobody in command, an unanswered page, a promise
    that comes near, an unknown impact; then what the state asks for."""
    urls = {
        name: reverse(f"{app}:{name}", args=[incident.reference])
        for app, name in (
            ("command", "room"),
            ("command", "resolution"),
            ("command", "closure"),
            ("comms", "updates"),
            ("oncall", "escalations"),
            ("learning", "postmortem"),
        )
    }
    if not incident.is_open:
        return _after(incident, urls, at=at)
    return _of_promises(incident, urls, at=at) or _of_the_work(incident, urls, at=at)


def _of_promises(incident: Incident, urls: dict[str, str], *, at: datetime) -> Step | None:
    promise = (
        Promise.objects.unsettled()
        .for_incident(incident)
        .select_related("audience")
        .soonest_first()
        .first()
    )
    write = [{"label": "Write the update", "url": urls["updates"]}]
    if promise is not None and promise.due_at <= at:
        late = duration(at - promise.due_at)
        return Step(f"Update to {promise.audience} is {late} late. Send it now.", "", write)
    if incident.holder_of(Role.COMMANDER) is None:
        take = [{"label": "Take command", "url": f"{urls['room']}#roles"}]
        return Step("Nobody is in command", "Somebody must decide. Take it or page one.", take)
    if promise is not None and promise.due_at - at <= SOON:
        left = duration(promise.due_at - at)
        return Step(
            f"Send the update to {promise.audience} within {left}",
            "Saying that nothing has changed is an update too.",
            write,
        )
    return None


def _of_the_work(incident: Incident, urls: dict[str, str], *, at: datetime) -> Step:
    waiting = Page.objects.waiting().filter(incident=incident).select_related("person").first()
    if waiting is not None:
        return Step(
            f"Waiting for {waiting.person} to answer the page",
            f"Paged {duration(waiting.waited(at=at))} ago.",
            [{"label": "See who was paged", "url": urls["escalations"]}],
        )
    if not incident.impacts.exists():
        return Step(
            "Say how bad it is",
            "How many customers, how much revenue, is data at risk?",
            [{"label": "Record the impact", "url": f"{urls['room']}#impact"}],
        )
    return Step(
        "Find what changed, and choose the fastest safe way back",
        "Restore first, root cause second.",
        [{"label": "Resolve", "url": urls["resolution"]}],
    )


def _after(incident: Incident, urls: dict[str, str], *, at: datetime) -> Step:
    postmortem = Postmortem.objects.owed().filter(incident=incident).first()
    if postmortem is not None:
        left = postmortem.due_at - at
        when = f"due in {duration(left)}" if left > timedelta() else f"{duration(-left)} late"
        open_it = [{"label": "Open the postmortem", "url": urls["postmortem"]}]
        return Step(f"Write the postmortem, {when}", f"{postmortem.owner} owns it.", open_it)
    if incident.state == State.MONITORING:
        close = [{"label": "Close", "url": urls["closure"]}]
        return Step("Watch for 24 h, then close", "A new failure re-opens it.", close)
    return Step("Nothing is left to do here")
