"""Silence goes to the next."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.oncall.actions.page_person import page_person
from incidents.oncall.models import Escalation, EscalationState, Page, PageState
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.actions.note_event import note_event
from incidents.record.models import EventType
from incidents.record.models.entry import EntryKind
from portal.clock import clock
from portal.people.models import User


@transaction.atomic
def climb_escalation(*, escalation: Escalation, at: datetime) -> None:
    """Mark who stayed silent and page the next rung; after the last, say so loudly."""
    incident = lock_incident(incident=escalation.incident)
    escalation = Escalation.objects.select_for_update().get(pk=escalation.pk)
    if escalation.state != EscalationState.CLIMBING:
        return
    silent = list(escalation.pages.filter(state=PageState.SENT).select_related("person"))
    Page.objects.filter(pk__in=[page.pk for page in silent]).update(state=PageState.SILENT)
    if silent:
        names = ", ".join(str(page.person) for page in silent)
        add_entry(
            incident=incident,
            kind=EntryKind.ESCALATION,
            body=f"No answer from {names} within {escalation.wait_minutes} min.",
            by=None,
            at=at,
        )
    escalation.rung += 1
    escalation.save(update_fields=["rung"])
    page_rung(escalation, at=at)


def page_rung(escalation: Escalation, *, at: datetime) -> None:
    """Page everyone on the present rung, passing over rungs where nobody is new.

    The commander's rung stands beside the next: both are paged together.
    """
    paged = False
    while escalation.rung < len(escalation.ladder) and not paged:
        rung = escalation.ladder[escalation.rung]
        for person in _new_people(escalation, rung["people"]):
            page_person(
                incident=escalation.incident,
                person=person,
                reason=rung["reason"],
                by=None,
                at=at,
                escalation=escalation,
                rung=escalation.rung,
                to_command=rung["to_command"],
            )
            paged = paged or not rung["to_command"]
        if not paged:
            escalation.rung += 1
    if escalation.rung >= len(escalation.ladder):
        _exhaust(escalation, at=at)
        return
    escalation.save(update_fields=["rung"])
    wait = timedelta(minutes=escalation.wait_minutes)
    clock.set("oncall.climb", about=escalation, at=at + wait)


def _new_people(escalation: Escalation, people: list[int]) -> list[User]:
    already = set(escalation.pages.values_list("person_id", flat=True))
    wanted = [pk for pk in dict.fromkeys(people) if pk not in already]
    found = User.objects.active().in_bulk(wanted)
    return [found[pk] for pk in wanted if pk in found]


def _exhaust(escalation: Escalation, *, at: datetime) -> None:
    if escalation.pages.filter(state=PageState.SENT).exists():
        escalation.rung = len(escalation.ladder) - 1
        escalation.save(update_fields=["rung"])
        wait = timedelta(minutes=escalation.wait_minutes)
        clock.set("oncall.climb", about=escalation, at=at + wait)
        return
    escalation.ended_at = at
    if escalation.pages.filter(state=PageState.ACKNOWLEDGED).exists():
        escalation.state = EscalationState.ANSWERED
        escalation.save()
        return
    escalation.state = EscalationState.EXHAUSTED
    escalation.save()
    entry = add_entry(
        incident=escalation.incident,
        kind=EntryKind.ESCALATION,
        body="Everyone on the ladder was paged and nobody answered. Call somebody by phone.",
        by=None,
        at=at,
    )
    note_event(entry=entry, kind=EventType.ESCALATION_EXHAUSTED)
