"""Timers: how late one rings among 100,000 set, and how long 10,000 take that are due at once.

Two timekeepers ring, as the timekeeper and the worker of `manage.py up` do. Each timer is
about a notification that is worked in already: the alarm that costs least. When a timer rang
is the moment its transaction committed, by the database.
"""

import time
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from incidents.alerts.actions.issue_integration import issue_integration
from incidents.alerts.models import InboxItem, InboxState
from portal.clock.models import Timer, TimerState
from portal.clock.now import database_now
from tests.bench.figures import Curve, Figures
from tests.bench.load import timekeeper
from tests.bench.stage import Stage
from tests.running import eventually

KEEPERS = 2
FAR = timedelta(days=30)
# Since the first was due, when each rang; only what rang in this run.
_RANG = """
SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin) - due_at)
FROM clock_timer WHERE state = 'rung' AND key = %s ORDER BY 1
"""


def measure(stage: Stage) -> Figures:
    found = Figures()
    integration, _ = issue_integration(name="Bench", by=None, at=timezone.now())
    at_once, waiting = stage.of(2_000, 10_000), 100_000
    now = database_now()
    items = InboxItem.objects.bulk_create(
        InboxItem(
            integration=integration,
            dedupe_key=str(number),
            body={"alerts": []},
            received_at=now,
            state=InboxState.FOLDED,
            folded_at=now,
        )
        for number in range(at_once)
    )
    set_timers(items, [now + FAR] * waiting, key="far")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE clock_timer")
    with timekeeper(stage.folder / "clock.log", count=KEEPERS):
        time.sleep(3)
        begin = database_now() + timedelta(seconds=1)
        trickle = [begin + timedelta(milliseconds=100 * place) for place in range(100)]
        late = ring(items, trickle, key="trickle")
        found.within(f"a timer among {waiting:,}, latest", ours=late[-1], goal=2, unit="s")
        points = []
        for share in (0.1, 1.0):
            many = int(at_once * share)
            took = ring(items, [database_now()] * many, key=f"at once {many}")[-1]
            points.append((many, took))
        found.curves.append(Curve("timers due at once", "linear", "s", points))
        whole = took * 10_000 / at_once
        note = "" if stage.full else f"{at_once:,} took {took:.1f} s"
        found.within("10,000 timers due at once", ours=whole, goal=30, unit="s", note=note)
    connection.close()
    return found


def set_timers(items: list[InboxItem], times: list[datetime], *, key: str) -> None:
    Timer.objects.bulk_create(
        (
            Timer(
                kind=InboxItem.FOLD,
                about_label=InboxItem._meta.label_lower,
                about_pk=str(items[place % len(items)].pk),
                key=key,
                due_at=at,
                next_try_at=at,
            )
            for place, at in enumerate(times)
        ),
        batch_size=5_000,
    )


def ring(items: list[InboxItem], times: list[datetime], *, key: str) -> list[float]:
    """Seconds each rang after it was due, the latest last."""
    set_timers(items, times, key=key)
    left = Timer.objects.filter(key=key, state=TimerState.SET)
    eventually(lambda: not left.exists(), within=300, what="ringing")
    with connection.cursor() as cursor:
        cursor.execute(_RANG, [key])
        return [float(late) for (late,) in cursor.fetchall()]
