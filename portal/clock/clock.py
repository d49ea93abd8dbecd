"""The clock's front door: set, cancel, ring.

    clock.set("comms.promise_due", about=promise, at=promise.due_at)

    @clock.rings("comms.promise_due")
    def promise_due(timer: Timer, *, at: datetime) -> None: ...

Setting and cancelling belong into the transaction of the fact they follow from.
"""

import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.db import connection, models, transaction

from portal.clock import epoch
from portal.clock.models import Gone, Timer, TimerState
from portal.failpoints import failpoint

logger = logging.getLogger("allclear.clock")

MOST_TRIES = 8
FIRST_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(minutes=15)


class Handler(Protocol):
    def __call__(self, timer: Timer, *, at: datetime) -> None: ...


_handlers: dict[str, Handler] = {}


class UnknownKind(LookupError):
    """A timer's kind has no handler."""


def rings(kind: str) -> Callable[[Handler], Handler]:
    """Register the handler of a kind of timer."""

    def register(handler: Handler) -> Handler:
        if kind in _handlers and _handlers[kind] is not handler:
            raise ValueError(f"Timer kind {kind!r} has a handler already.")
        _handlers[kind] = handler
        return handler

    return register


@transaction.atomic
def set(  # noqa: A001
    kind: str,
    *,
    about: models.Model,
    at: datetime,
    key: str = "",
    data: dict[str, Any] | None = None,
) -> Timer:
    """Set the alarm, or move it where the same one is set already."""
    if kind not in _handlers:
        raise UnknownKind(f"No handler rings for {kind!r}.")
    label, pk = about._meta.label_lower, str(about.pk)
    _serialise(f"{kind}|{label}|{pk}|{key}")
    _release(Timer.objects.set_for(about).filter(kind=kind, key=key))
    return Timer.objects.create(
        kind=kind,
        about_label=label,
        about_pk=pk,
        key=key,
        due_at=at,
        next_try_at=at,
        data=data or {},
    )


@transaction.atomic
def cancel(kind: str, *, about: models.Model, key: str | None = None) -> int:
    """Cancel what is set of this kind about this row (every key, if none is given)."""
    timers = Timer.objects.set_for(about).filter(kind=kind)
    if key is not None:
        timers = timers.filter(key=key)
    return _release(timers)


@transaction.atomic
def cancel_all(*, about: models.Model) -> int:
    return _release(Timer.objects.set_for(about))


def _release(timers: models.QuerySet[Timer]) -> int:
    """Cancel, passing over a timer that rings at this moment: waiting for it could deadlock
    with its handler, and handlers look at the facts again under the lock they take."""
    free = timers.select_for_update(skip_locked=True).values_list("pk", flat=True)
    return Timer.objects.filter(pk__in=list(free)).update(state=TimerState.CANCELLED)


def _serialise(name: str) -> None:
    """Two setters of the same alarm take turns, until their transactions end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def ring_due(*, at: datetime, limit: int = 1000) -> int:
    """Ring what is due, in due order, each in a transaction of its own; how many rang.

    Several callers share the work: a timer locked by one is skipped by the others. Nothing
    rings while this database is a restored copy that nobody has looked at.
    """
    if not epoch.is_ours():
        return 0
    rung = 0
    for _ in range(limit):
        rang = _ring_next(at=at)
        if rang is None:
            break
        rung += rang
    return rung


def _ring_next(*, at: datetime) -> bool | None:
    """Whether the earliest one that is due rang; None when there is none."""
    timer = None
    try:
        with transaction.atomic():
            timer = Timer.objects.claim_due(at=at)
            if timer is None:
                return None
            failpoint("clock.claimed")
            _handler_of(timer)(timer, at=at)
            failpoint("clock.ringing")
    except Exception as error:
        if timer is None:
            raise
        _failed(timer, error, at=at)
        return False
    failpoint("clock.rung")
    return True


def _handler_of(timer: Timer) -> Handler:
    if timer.kind not in _handlers:
        raise UnknownKind(f"No handler rings for {timer.kind!r}.")
    return _handlers[timer.kind]


@transaction.atomic
def _failed(claimed: Timer, error: Exception, *, at: datetime) -> None:
    """What it had done is undone; note why, unless somebody rings it again already."""
    timer = Timer.objects.live().select_for_update(skip_locked=True).filter(pk=claimed.pk).first()
    if timer is None:
        return
    if isinstance(error, Gone):
        timer.state, timer.last_error = TimerState.CANCELLED, str(error)
        timer.save(update_fields=["state", "last_error"])
        return
    logger.error("timer %s (%s) failed", timer.pk, timer.kind, exc_info=error)
    _try_again(timer, error, at=at)


def _try_again(timer: Timer, error: Exception, *, at: datetime) -> None:
    timer.tries += 1
    timer.last_error = f"{type(error).__name__}: {error}"[:2000]
    delay = min(FIRST_DELAY * 2 ** (timer.tries - 1), LONGEST_DELAY)
    timer.next_try_at = at + delay * random.uniform(0.8, 1.2)  # noqa: S311
    timer.state = TimerState.PARKED if timer.tries >= MOST_TRIES else TimerState.SET
    timer.save(update_fields=["tries", "last_error", "next_try_at", "state"])
