"""Other systems that heard of Northwind Pay's day. None of them is asked anything: the demo
reaches nobody."""

from datetime import datetime, timedelta

from incidents.command.models import Adapter, AdapterKind, Counterpart, Errand, ErrandState, Verb
from incidents.record.models import Event, EventType, Incident
from portal.people.models import User

MIRRORED = (EventType.DECISION_MADE, EventType.UPDATE_SENT, EventType.ROLE_ASSIGNED)


def adapters_of_the_day(checkout: Incident, people: dict[str, User], *, now: datetime) -> None:
    """A bridge, a channel that is turned off today, and an endpoint that is paused."""
    elena = people["elena"]
    Adapter.objects.create(
        name="Call bridge",
        kind=AdapterKind.BRIDGE,
        base_url="https://meet.northwind.example/{channel}",
        last_level=3,
    )
    slack = Adapter.objects.create(
        name="Slack Northwind", kind=AdapterKind.SLACK, owner=elena, active=False
    )
    endpoint = Adapter.objects.create(
        name="Data warehouse",
        kind=AdapterKind.WEBHOOK,
        base_url="https://hooks.northwind.example/allclear",
        events=list(EventType.values),
        owner=elena,
        last_level=3,
        failures=10,
        failing_since=now - timedelta(minutes=25),
        paused_at=now - timedelta(minutes=4),
        paused_because="The endpoint answered 503.",
    )
    Counterpart.objects.create(adapter=slack, incident=checkout, ident="C0DEMO")
    events = list(Event.objects.filter(incident=checkout).order_by("number"))
    for event in events:
        if event.type in MIRRORED:
            _done(slack, event, said="Posted.", answer='{"ok": true}', status=200)
        _done(endpoint, event, said="The endpoint took it.", answer="", status=204)
    last = Errand.objects.filter(adapter=endpoint).latest("pk")
    last.end(ErrandState.GIVEN_UP, said="It answered 503. Tried 12 times.", at=now)
    last.tries, last.answer_status, last.answer = 12, 503, "upstream connect error"
    last.save()
    Event.objects.not_handed_out().update(handed_out_at=now)


def _done(adapter: Adapter, event: Event, *, said: str, answer: str, status: int) -> None:
    Errand.objects.create(
        adapter=adapter,
        incident=event.incident,
        event=event,
        verb=Verb.TELL,
        state=ErrandState.DONE,
        made_at=event.happened_at,
        not_before=event.happened_at,
        ended_at=event.happened_at + timedelta(seconds=1),
        tries=1,
        said=said,
        answer=answer,
        answer_status=status,
        milliseconds=140 + 7 * event.number,
    )
