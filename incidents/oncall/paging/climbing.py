"""From rung to rung."""

from datetime import datetime

from incidents.oncall.actions.page_person import page_person
from incidents.oncall.models import Escalation, EscalationPolicy, EscalationState, Page, PageState
from incidents.oncall.paging.ladders import ladder_of, named, policy_for
from incidents.oncall.paging.reaching import is_urgent
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.note_event import note_event
from incidents.record.models import EventType, Incident
from incidents.record.models.entry import EntryKind
from portal.clock import clock
from portal.people.models import User

CLIMB, NOBODY_LEFT = "oncall.climb", "oncall.nobody_left"
NOBODY = "Everyone on the ladder was paged and nobody answered. Call somebody by phone."

NONE_AT_ALL = (
    "There is nobody to page: no policy names anybody who works here, and there is no manager. "
    "Call somebody by phone."
)


def open_climb(
    incident: Incident,
    *,
    trigger: int,
    at: datetime,
    without: frozenset[int] = frozenset(),
    chosen: EscalationPolicy | None = None,
) -> Escalation:
    """Copy the ladder as it is now: who, by which ways, how long each is waited for."""
    services = list(incident.services.all())
    policy = chosen or policy_for(incident)
    strategy, ladder = ladder_of(incident.rules, services, policy=policy, at=at)
    for rung in ladder:
        rung["people"] = [one for one in rung["people"] if one not in without]
    return Escalation.objects.create(
        incident=incident,
        ladder=named(ladder, urgent=is_urgent(incident.rules), at=at),
        strategy=strategy,
        chosen_policy=chosen,
        policy_name=policy.name if policy else "",
        trigger=trigger,
        laps=1 + (policy.repeats if policy else 0),
        remind_minutes=policy.remind_minutes if policy else 0,
        wait_minutes=incident.rules.acknowledge_minutes,
        started_at=at,
    )


def page_rung(escalation: Escalation, *, at: datetime) -> None:
    """Page everyone on the present rung, passing over rungs where nobody is to be called.

    The commander's rung stands beside the next: both are paged together. Before the managers'
    rung the ladder begins anew as often as its policy says.
    """
    while True:
        if _is_last(escalation) and escalation.lap < escalation.laps:
            escalation.rung, escalation.lap = 0, escalation.lap + 1
        if escalation.rung >= len(escalation.ladder):
            _exhaust(escalation, at=at)
            return
        if _call(escalation, at=at):
            break
        escalation.rung += 1
    escalation.save(update_fields=["rung", "lap"])
    clock.set(CLIMB, about=escalation, at=at + escalation.wait)


def _is_last(escalation: Escalation) -> bool:
    return len(escalation.ladder) > 1 and escalation.rung == len(escalation.ladder) - 1


def _call(escalation: Escalation, *, at: datetime) -> bool:
    """Whether somebody is called now who is not only to command."""
    rung = escalation.ladder[escalation.rung]
    people = _to_call(escalation, rung["people"])
    for person in people:
        page_person(
            incident=escalation.incident,
            person=person,
            reason=rung["reason"],
            by=None,
            at=at,
            escalation=escalation,
            rung=escalation.rung,
            to_command=rung["to_command"],
            plan=rung.get("ways", {}).get(str(person.pk)),
        )
    return bool(people) and not rung["to_command"]


def _to_call(escalation: Escalation, people: list[int]) -> list[User]:
    """Those nobody asked since it began, and those who were silent the lap before."""
    since = Page.objects.filter(incident=escalation.incident, trigger=escalation.trigger)
    known = {page.person_id: page for page in since.filter(person__in=people).in_order()}
    wanted = [one for one in dict.fromkeys(people) if _may_call(known.get(one), escalation)]
    found = User.objects.active().in_bulk(wanted)
    return [found[one] for one in wanted if one in found]


def _may_call(page: Page | None, escalation: Escalation) -> bool:
    if page is None:
        return True
    if page.state == PageState.SENT:
        return page.escalation_id != escalation.pk
    here = page.escalation_id == escalation.pk and page.lap == escalation.lap
    return page.state == PageState.SILENT and not here


def _exhaust(escalation: Escalation, *, at: datetime) -> None:
    """Nobody is left: say so loudly, and go on calling managers until somebody answers."""
    if escalation.pages.filter(state=PageState.SENT).exists():
        escalation.rung = len(escalation.ladder) - 1
        escalation.save(update_fields=["rung", "lap"])
        clock.set(CLIMB, about=escalation, at=at + escalation.wait)
        return
    escalation.rung, escalation.ended_at = len(escalation.ladder), at
    coming = Page.objects.coming().filter(
        incident=escalation.incident, trigger=escalation.trigger, to_command=False
    )
    if coming.exists():
        escalation.state = EscalationState.ANSWERED
        escalation.save()
        return
    escalation.state = EscalationState.EXHAUSTED
    escalation.save()
    entry = add_entry(
        incident=escalation.incident,
        kind=EntryKind.ESCALATION,
        body=NOBODY if escalation.pages.exists() else NONE_AT_ALL,
        by=None,
        at=at,
        data={"nobody_left": escalation.pk},
    )
    note_event(entry=entry, at=at, kind=EventType.ESCALATION_EXHAUSTED)
    last = len(escalation.ladder) - 1
    clock.set(NOBODY_LEFT, about=escalation, at=at + escalation.wait_of(last))


def end_climb(escalation: Escalation, state: EscalationState, *, at: datetime) -> None:
    """Nobody more is called by it."""
    escalation.state, escalation.ended_at = state, escalation.ended_at or at
    escalation.save(update_fields=["state", "ended_at"])
    clock.cancel(CLIMB, about=escalation)
    clock.cancel(NOBODY_LEFT, about=escalation)
