"""A way is shut for good: the next is tried at once."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.actions.climb_escalation import climb_escalation
from incidents.oncall.models import Call, EscalationState, Page, PageState
from incidents.oncall.paging.calling import CALLED, take_step
from incidents.oncall.paging.reaching import mail_to, plans_for
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models.entry import EntryKind


@transaction.atomic
def use_next_way(*, call: Call, why: str, at: datetime) -> None:
    """Say on the ladder that it failed, and take the person's next step now; after the last,
    every way they have; after that, the next person."""
    incident = lock_incident(incident=call.page.incident)
    page = Page.objects.select_for_update().get(pk=call.page_id)
    call = Call.objects.select_for_update().get(pk=call.pk)
    if call.failed_at is not None:
        return
    call.failed_at, call.failed_why = at, why[:240]
    call.save(update_fields=["failed_at", "failed_why"])
    if incident.has_ended or page.state not in CALLED or call.number != page.calls:
        return
    instead = _next(page, at=at)
    if instead:
        then = f"{instead} at once instead."
    else:
        then = "No other way is known; the next is called." if _climbs(page) else "No way is left."
    add_entry(
        incident=incident,
        kind=EntryKind.ESCALATION,
        body=f"{call.label} did not reach {page.person}. {then}",
        by=None,
        at=at,
        data={"page": page.pk},
    )
    if not instead and _climbs(page) and page.escalation is not None:
        climb_escalation(escalation=page.escalation, at=at)


def _next(page: Page, *, at: datetime) -> str:
    """The name of the way taken now; empty where none is left or another is on its way."""
    tried = set(page.tries.filter(number=page.calls).values_list("step", flat=True))
    left = [one for one in range(len(page.plan)) if one not in tried]
    if not left:
        left = _add_the_rest(page, at=at)
    for index in left:
        if take_step(page, index, at=at):
            return str(page.plan[index]["label"])
    return ""


def _add_the_rest(page: Page, *, at: datetime) -> list[int]:
    """Ways they have that their rules do not name."""
    known = {(step["channel"], step["address"]) for step in page.plan}
    more = plans_for([page.person], urgent=True, at=at, every_way=True)[page.person_id]
    every = {(one["channel"], one["address"]): one for one in (*more, mail_to(page.person))}
    new = [one for way, one in every.items() if way not in known]
    first = len(page.plan)
    page.plan = [*page.plan, *new]
    page.save(update_fields=["plan"])
    return list(range(first, len(page.plan)))


def _climbs(page: Page) -> bool:
    """Nobody else of the rung could still answer, and nothing of this page is under way."""
    escalation = page.escalation
    if escalation is None or escalation.state != EscalationState.CLIMBING:
        return False
    under_way = page.tries.filter(number=page.calls, failed_at=None).exists()
    others = escalation.pages.filter(state=PageState.SENT, to_command=False).exclude(pk=page.pk)
    return not page.to_command and not under_way and not others.exists()
