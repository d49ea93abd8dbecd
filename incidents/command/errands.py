"""Running errands: claim one, ask with no transaction open, record what came back."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from incidents.command.actions.record_errand import record_errand
from incidents.command.failing import note_success, note_trouble, pause, wait_after
from incidents.command.handing_out import hand_out, may_still_hear
from incidents.command.models import AdapterKind, Errand, ErrandState, Verb
from incidents.command.models.adapter import BLIND
from incidents.command.ordering import order_of
from incidents.command.outbound.orders import Brought, Heard, Later, Misconfigured, Over
from incidents.command.outbound.systems import run
from incidents.record.actions.add_entry import add_entry
from incidents.record.models.entry import EntryKind
from portal.failpoints import failpoint
from portal.sealing import Unreadable

LEASE = timedelta(minutes=2)
MOST_TRIES = 12
AT_ONCE = 50
# So many lines at most are caught up in a chat; the rest is one line that leads to the room.
MOST_LINES = 10
LEFT_OUT = "Left out: the chat had fallen behind."
DOUBT = "It may have been posted before a worker ended: look there, and tell it again if not."


def run_errands(*, at: datetime) -> int:
    """Hand out what happened and run what is due; how many were done."""
    hand_out(at=at)
    done = 0
    for _ in range(AT_ONCE):
        errand = claim(at=at)
        if errand is None:
            break
        done += errand.state == ErrandState.DOING and run_one(errand, at=at)
    return done


@transaction.atomic
def claim(*, at: datetime) -> Errand | None:
    """The next, leased; one that nobody can ask about ends in doubt instead."""
    due = Errand.objects.due(at=at).select_for_update(skip_locked=True, of=("self",))
    found = due.select_related("adapter").first()
    if found is None:
        return None
    if found.state == ErrandState.DOING and found.adapter.kind in BLIND:
        found.end(ErrandState.GIVEN_UP, said=DOUBT, at=at)
        _say_in_doubt(found, at=at)
    elif _leave_out(found, at=at):
        return found
    else:
        found.state, found.lease_until = ErrandState.DOING, at + LEASE
        found.tries += 1
    found.save()
    return found


def _say_in_doubt(errand: Errand, *, at: datetime) -> None:
    """In the room, where somebody counts on it."""
    if errand.incident is None:
        return
    add_entry(
        incident=errand.incident,
        kind=EntryKind.SYSTEM,
        body=f"{errand.adapter} may not have got this: {errand.what}. A worker ended while it was "
        "posting, and nobody can ask whether it arrived. Look there; it is not sent twice by "
        "itself.",
        by=None,
        at=at,
        key=f"doubt:{errand.pk}",
    )


def _leave_out(errand: Errand, *, at: datetime) -> bool:
    """Whether a chat fell so far behind that this line is left out: the oldest are, and the
    first that is told stands for them."""
    if errand.adapter.kind != AdapterKind.SLACK or errand.verb != Verb.TELL:
        return False
    queue = Errand.objects.unfinished().filter(
        adapter=errand.adapter, incident=errand.incident, verb=Verb.TELL
    )
    waiting = list(queue.order_by("pk"))
    surplus = waiting[: max(0, len(waiting) - MOST_LINES)]
    if not surplus:
        return False
    left_out = {"state": ErrandState.DONE, "lease_until": None, "ended_at": at, "said": LEFT_OUT}
    Errand.objects.filter(pk__in=[one.pk for one in surplus]).update(**left_out)
    first = waiting[len(surplus)]
    first.stands_for += sum(one.stands_for for one in surplus)
    first.save(update_fields=["stands_for"])
    errand.end(ErrandState.DONE, said=LEFT_OUT, at=at)
    return True


def run_one(errand: Errand, *, at: datetime) -> bool:
    """Whether it was done; a passing trouble puts it back, a lasting one ends it."""
    heard: list[Heard] = []
    try:
        brought = _ask(errand, heard, at=at)
    except Later as trouble:
        _keep(errand, heard)
        _put_back(errand, trouble, at=at)
        return False
    except Over as trouble:
        _keep(errand, heard)
        _give_up(errand, str(trouble), at=at)
        pause(errand.adapter, str(trouble), at=at)
        return False
    except (Misconfigured, Unreadable) as trouble:
        _keep(errand, heard)
        _give_up(errand, str(trouble), at=at)
        return False
    failpoint("command.errand_answered")
    _keep(errand, heard)
    note_success(errand.adapter)
    return record_errand(errand=errand, brought=brought, at=at)


def _ask(errand: Errand, heard: list[Heard], *, at: datetime) -> Brought:
    event, incident = errand.event, errand.incident
    if event and incident and not may_still_hear(errand.adapter, event, incident):
        return Brought(said="Not told: the incident is private.")
    order = replace(order_of(errand, at=at), heard=heard)
    return run(errand.adapter.kind, errand.verb, order)


def _keep(errand: Errand, heard: list[Heard]) -> None:
    """The last answer, for the log."""
    if not heard:
        return
    last = heard[-1]
    errand.answer_status = last.status or None
    errand.answer, errand.milliseconds = last.text, last.milliseconds
    errand.save(update_fields=["answer_status", "answer", "milliseconds"])


@transaction.atomic
def _put_back(errand: Errand, trouble: Later, *, at: datetime) -> None:
    """Held back with its adapter: the longer, the more often that one failed in a row."""
    wait = wait_after(errand.adapter.failures + 1)
    until = at + max(wait, timedelta(seconds=trouble.seconds))
    if errand.verb == Verb.TEST or errand.tries >= MOST_TRIES:
        tried = f" Tried {errand.tries} times." if errand.tries > 1 else ""
        _give_up(errand, f"{trouble}{tried}", at=at)
    else:
        _held(errand).update(
            state=ErrandState.WAITING, lease_until=None, not_before=until, said=str(trouble)
        )
    if errand.verb != Verb.TEST:
        note_trouble(errand, str(trouble), until=until, at=at)


@transaction.atomic
def _give_up(errand: Errand, said: str, *, at: datetime) -> None:
    """Said in the room once for each adapter, but for endpoints: those are their owners'."""
    ended = _held(errand).update(
        state=ErrandState.GIVEN_UP, lease_until=None, ended_at=at, said=said
    )
    if not ended or errand.incident is None or errand.adapter.kind == AdapterKind.WEBHOOK:
        return
    opened = errand.verb == Verb.OPEN
    add_entry(
        incident=errand.incident,
        kind=EntryKind.SYSTEM,
        body=f"{errand.adapter} could not be used. {said} The incident goes on without it.",
        by=None,
        at=at,
        key=f"errand:{errand.pk}" if opened else f"lost:{errand.adapter_id}",
    )


def _held(errand: Errand) -> QuerySet[Errand]:
    """The row, while this run still holds it: a later one may have finished meanwhile."""
    return Errand.objects.filter(pk=errand.pk, state=ErrandState.DOING, tries=errand.tries)
