"""What every answer to a page has in common."""

from datetime import datetime, timedelta

from django.db.models import Max, QuerySet

from incidents.oncall.models import Escalation, Page, PageState
from incidents.oncall.paging.calling import stop_calling
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.actions.note_event import named, note_event
from incidents.record.models import Entry, Event, EventType
from portal.clock import clock
from portal.people.models import User

REMINDER, GIVEN_UP = "oncall.still_on_it", "oncall.fell_silent"


class AlreadyAnswered(ValueError):
    """The page needs no answer any more."""


def answer(page: Page, *, state: PageState, via: str, at: datetime) -> Page:
    """Lock incident and page, record the answer, stop what has not left; raises
    AlreadyAnswered when it is settled.

    One who stayed silent may still come: a late answer counts.
    """
    lock_incident(incident=page.incident)
    locked = Page.objects.select_for_update().get(pk=page.pk)
    if locked.state not in {PageState.SENT, PageState.SILENT}:
        raise AlreadyAnswered(f"This page is settled: {locked.get_state_display().lower()}.")
    locked.state, locked.answered_at, locked.via = state, at, via
    locked.save()
    clock.cancel("oncall.page_unanswered", about=locked)
    stop_calling(locked, why="Answered before it was sent.", at=at)
    return locked


def note_answer(page: Page, *, entry: Entry) -> None:
    """For other systems: what the person said, and that somebody has the incident in hand."""
    person = named(page.person)
    facts = {"page": page.pk, "person": person, "answer": str(page.state), "via": page.via}
    note_event(entry=entry, at=entry.recorded_at, kind=EventType.PAGE_ANSWERED, facts=facts)
    first = EventType.ACKNOWLEDGED
    if page.state != PageState.ACKNOWLEDGED:
        return
    if not Event.objects.filter(incident=page.incident, type=first).exists():
        note_event(
            entry=entry, at=entry.recorded_at, kind=first, facts={"person": person, "via": page.via}
        )


def settle_pages(pages: QuerySet[Page], *, by: User | None, entry: Entry, via: str) -> None:
    """Pages sent for what is answered now by another way: whoever answered has come, and
    nobody else needs to. Those of a ladder go on."""
    unanswered = pages.filter(escalation=None, state__in=[PageState.SENT, PageState.SILENT])
    for page in unanswered.select_for_update(of=("self",)):
        page.state = PageState.STOPPED
        if page.person_id == (by.pk if by else None):
            page.state, page.answered_at, page.via = PageState.ACKNOWLEDGED, entry.recorded_at, via
        page.save(update_fields=["state", "answered_at", "via"])
        clock.cancel("oncall.page_unanswered", about=page)
        stop_calling(page, why="Answered before it was sent.", at=entry.recorded_at)
        if page.state == PageState.ACKNOWLEDGED:
            note_answer(page, entry=entry)


def remind_later(page: Page, *, at: datetime) -> None:
    """Ask "still on it?" after so many minutes without a word in the room."""
    wait = remind_after(page)
    if wait:
        clock.set(REMINDER, about=page, at=at + wait)


def last_word_of(page: Page) -> datetime | None:
    """When this person last wrote in the room after answering, or after being asked again."""
    since = page.reminded_at or page.answered_at
    own = page.incident.entries.filter(by=page.person, recorded_at__gt=since)
    words = own.exclude(data__has_key="page").aggregate(last=Max("recorded_at"))
    last: datetime | None = words["last"]
    return last


def remind_after(page: Page) -> timedelta:
    """As long as its ladder's policy says; none: nobody is asked."""
    ladder = page.escalation
    if ladder is None:
        ladder = Escalation.objects.filter(incident=page.incident).newest_first().first()
    return timedelta(minutes=ladder.remind_minutes if ladder else 0)
