"""No escalation ever stands still: every climb has its next step, every page its end.

A climb has exactly one timer, due within its wait. A page that waits is ended by its climb's
timer or by one of its own, and each of its steps is sent or set. Where nobody answered at all,
the managers' next call is set.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from incidents.oncall.models import Call, Escalation, EscalationState, Page
from incidents.oncall.paging.calling import STEP
from incidents.oncall.paging.climbing import CLIMB, NOBODY_LEFT
from incidents.record.models import Incident
from portal.clock.models import Timer, TimerState

UNANSWERED = "oncall.page_unanswered"
SLACK = timedelta(minutes=1)
# A climb of these states notices by itself when a page of it is not answered.
_NOTICING = (EscalationState.CLIMBING, EscalationState.EXHAUSTED)


@dataclass(frozen=True)
class Stalled:
    """Something that waits for nothing: which timer is missing and why."""

    about: Escalation | Page
    kind: str
    why: str
    step: int | None = None


def stalled(*, at: datetime, only: Incident | None = None) -> list[Stalled]:
    """Everything that stands still now; a handful of queries, however much is open."""
    escalations = Escalation.objects.select_related("incident")
    pages = Page.objects.waiting().select_related("incident", "escalation", "person")
    incidents = Incident.objects.open() if only is None else Incident.objects.filter(pk=only.pk)
    escalations = escalations.filter(incident__in=incidents)
    pages = pages.filter(incident__in=incidents)
    return [*_climbs(escalations, at=at), *_pages(pages)]


def _climbs(escalations: QuerySet[Escalation], *, at: datetime) -> Iterator[Stalled]:
    rows = list(escalations.filter(state__in=_NOTICING).order_by("pk"))
    timers = _timers(Escalation, [one.pk for one in rows], (CLIMB, NOBODY_LEFT))
    for row in rows:
        kind = CLIMB if row.state == EscalationState.CLIMBING else NOBODY_LEFT
        own = [one for one in timers.get(row.pk, []) if one.kind == kind]
        latest = at + row.wait_of(min(row.rung, len(row.ladder) - 1)) + SLACK
        live = [one for one in own if one.state == TimerState.SET]
        if not live:
            why = next((one.last_error for one in own), "") or "its timer was gone"
            yield Stalled(row, kind, why)
        elif len(live) > 1 or live[0].due_at > latest:
            yield Stalled(row, kind, "its timer was set too late")


def _pages(pages: QuerySet[Page]) -> Iterator[Stalled]:
    rows = list(pages.order_by("pk"))
    timers = _timers(Page, [one.pk for one in rows], (UNANSWERED, STEP))
    tried = _tried(rows)
    for row in rows:
        live = [one for one in timers.get(row.pk, []) if one.state == TimerState.SET]
        noticed = row.escalation is not None and row.escalation.state in _NOTICING
        if not noticed and not any(one.kind == UNANSWERED for one in live):
            yield Stalled(row, UNANSWERED, "nothing noticed their silence")
        set_steps = {one.key for one in live if one.kind == STEP}
        for index in range(len(row.plan)):
            if (row.calls, index) not in tried[row.pk] and str(index) not in set_steps:
                why = f"{row.plan[index]['label']} was never sent"
                yield Stalled(row, STEP, why, index)


def _timers(
    model: type[Escalation] | type[Page], pks: list[int], kinds: tuple[str, ...]
) -> dict[int, list[Timer]]:
    """Those that are set, and those that were given up, the newest first."""
    rows = Timer.objects.filter(
        about_label=model._meta.label_lower,
        about_pk__in=[str(pk) for pk in pks],
        kind__in=kinds,
        state__in=[TimerState.SET, TimerState.PARKED],
    )
    found: dict[int, list[Timer]] = {}
    for row in rows.order_by("-pk"):
        found.setdefault(int(row.about_pk), []).append(row)
    return found


def _tried(pages: list[Page]) -> dict[int, set[tuple[int, int]]]:
    found: dict[int, set[tuple[int, int]]] = {page.pk: set() for page in pages}
    calls = Call.objects.filter(page__in=pages)
    for page, number, step in calls.values_list("page_id", "number", "step"):
        found[page].add((number, step))
    return found
