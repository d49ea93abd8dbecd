"""Is everything that should run alive, and is anything late or given up?

One query answers, by indexes only, so that every page of the portal can afford to ask.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from portal.clock.epoch import HERE
from portal.post.drafts import Lane

SILENT_AFTER = 45.0
TIMER_LATE_AFTER = 30.0
# Mail that wakes somebody is late after a minute; a large mailing may take its time.
MAIL_LATE_AFTER = {Lane.URGENT: 60.0}
OTHER_MAIL_LATE_AFTER = 600.0
# A parked row alarms for a day; then it is still counted, but somebody knows.
ALARMS_FOR = timedelta(days=1)
MOST_COUNTED = 1000
MOST_NAMED = 5
# Processes that keep time, and what stops when they are silent.
KEEPERS = {
    "timekeeper": "The timekeeper is silent: promises and pages may come late.",
    "beat": "The beat is silent: workers are woken by nobody, mail may go out a second later.",
    "worker": "No worker answers: the worker or the broker is down, mail may go out later.",
    "snapshot": "The status page is not renewed: it shows what was published last.",
}

COPY = "This is a restored copy: it sends nothing before `manage.py release_outbox`."

LOOK = f"""
SELECT
    (SELECT mark <> {HERE} FROM clock_epoch),
    (SELECT extract(epoch FROM %(at)s::timestamptz - min(next_try_at))::float FROM clock_timer
     WHERE state = 'set' AND next_try_at <= %(at)s),
    (SELECT jsonb_object_agg(name, extract(epoch FROM %(at)s::timestamptz - at)) FROM clock_pulse),
    (SELECT jsonb_object_agg(lane, extract(epoch FROM %(at)s::timestamptz - oldest.created_at))
     FROM unnest(%(lanes)s::text[]) AS lanes(lane), LATERAL (
        SELECT min(created_at) AS created_at FROM (
            SELECT created_at FROM post_delivery
            JOIN post_message ON post_message.id = message_id
            WHERE post_delivery.lane = lanes.lane AND state = 'pending' AND NOT held
              AND tries = 0 AND not_before <= %(at)s::timestamptz + interval '20 minutes'
            ORDER BY not_before, post_delivery.id LIMIT 50) AS first) AS oldest
     WHERE oldest.created_at IS NOT NULL),
    (SELECT jsonb_build_object(
        'timers', (SELECT count(*) FROM (
            SELECT FROM clock_timer WHERE state = 'parked' LIMIT %(most)s) AS parked),
        'deliveries', (SELECT count(*) FROM (
            SELECT FROM post_delivery WHERE state = 'parked' LIMIT %(most)s) AS parked),
        'lately', (SELECT count(*) FROM (
            SELECT FROM clock_timer WHERE state = 'parked' AND next_try_at > %(lately)s
            UNION ALL
            SELECT FROM post_delivery WHERE state = 'parked'
              AND greatest(attempted_at, not_before) > %(lately)s
            LIMIT %(most)s) AS parked))),
    (SELECT jsonb_agg(jsonb_build_array(destination, extract(epoch FROM at)) ORDER BY at, id)
     FROM (SELECT * FROM post_pauseddomain ORDER BY at, id LIMIT %(named)s) AS first),
    (SELECT count(*) FROM (SELECT FROM post_pauseddomain LIMIT %(most)s) AS paused)
"""  # noqa: S608


@dataclass(frozen=True)
class Health:
    """Seconds, or None when there is nothing to be late with. `outbox_age`: how long the
    oldest message that was never handed over waits, by lane. `paused_domains`: where mail is
    held, since when; MOST_NAMED at most, and `more_paused` besides. `silent`: who is, since how
    long; None is for ever. `is_copy`: a restored database that nobody adopted."""

    is_copy: bool
    timer_lateness: float | None
    outbox_age: dict[str, float]
    silent: dict[str, float | None]
    parked_timers: int
    parked_deliveries: int
    parked_lately: int
    snapshot_age: float | None
    paused_domains: dict[str, datetime] = field(default_factory=dict)
    more_paused: int = 0
    pulse_age: dict[str, float] = field(default_factory=dict)

    @property
    def is_well(self) -> bool:
        return not self.silent and not self.faults()

    def faults(self) -> list[str]:
        """A sentence for each thing that is wrong, for people. A process that was never
        seen is left out: nothing has stopped."""
        found = [
            words
            for name, words in KEEPERS.items()
            # A worker is heard through the beat: without the beat nothing is known of it.
            if self.silent.get(name) is not None
            and not (name == "worker" and "beat" in self.silent)
        ]
        if self.is_copy:
            found.append(COPY)
        if (self.timer_lateness or 0) > TIMER_LATE_AFTER:
            found.append(f"Timers ring late, the oldest by {_words(self.timer_lateness or 0)}.")
        for lane, age in self.outbox_age.items():
            if age > MAIL_LATE_AFTER.get(Lane(lane), OTHER_MAIL_LATE_AFTER):
                found.append(f"Mail waits ({Lane(lane).label.lower()}): since {_words(age)}.")
        if self.parked_lately:
            found.append(
                f"Given up: {self.parked_timers} timers and {self.parked_deliveries} messages. "
                "Somebody must look at them in the admin and the Outbox."
            )
        found += [_held(domain, since) for domain, since in self.paused_domains.items()]
        if self.more_paused:
            found.append(f"Mail to {self.more_paused} more domains is held: see the Outbox page.")
        return found


def look(*, at: datetime) -> Health:
    """Read how things stand; one query and one look at the published folder."""
    wanted: dict[str, Any] = {
        "at": at,
        "lately": at - ALARMS_FOR,
        "lanes": list(Lane.values),
        "most": MOST_COUNTED,
        "named": MOST_NAMED,
    }
    with connection.cursor() as cursor:
        cursor.execute(LOOK, wanted)
        is_copy, lateness, pulses, ages, parked, paused, held = cursor.fetchone()
    age = snapshot_age(at=at)
    pulse_age, given_up = _seconds(pulses), json.loads(parked)
    paused_domains = {
        name: datetime.fromtimestamp(since, UTC) for name, since in json.loads(paused or "[]")
    }
    heard: dict[str, float | None] = {**pulse_age, "snapshot": age}
    return Health(
        is_copy=bool(is_copy),
        timer_lateness=lateness,
        outbox_age=_seconds(ages),
        silent={name: heard.get(name) for name in KEEPERS if _is_silent(name, heard)},
        parked_timers=given_up["timers"],
        parked_deliveries=given_up["deliveries"],
        parked_lately=given_up["lately"],
        snapshot_age=age,
        paused_domains=paused_domains,
        more_paused=held - len(paused_domains),
        pulse_age=pulse_age,
    )


def snapshot_age(*, at: datetime) -> float | None:
    """Seconds since the status page was last published, by its manifest; None: never."""
    manifest = settings.PUBLIC_DIR / ".manifest.json"
    try:
        return max(0.0, at.timestamp() - manifest.stat().st_mtime)
    except OSError:
        return None


def _is_silent(name: str, heard: dict[str, float | None]) -> bool:
    seconds = heard.get(name)
    if seconds is None:
        # The page is first published when somebody asks for it.
        return name != "snapshot"
    return seconds > SILENT_AFTER


def _seconds(found: str | None) -> dict[str, float]:
    return {name: max(0.0, seconds) for name, seconds in json.loads(found or "{}").items()}


def _held(domain: str, since: datetime) -> str:
    return (
        f"Mail to {domain} is held since {since:%d %b, %H:%M} UTC: too much of it came back. "
        "Resume it on the Outbox page."
    )


def _words(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return f"{round(seconds)} s"
    return f"{minutes} min" if minutes < 120 else f"{round(minutes / 60)} h"  # noqa: PLR2004
