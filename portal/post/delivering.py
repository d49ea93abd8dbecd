"""Handing over what is owed: claim, send, record; lane by lane."""

import contextlib
import logging
import threading
import time

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection

from portal.clock.now import database_now
from portal.failpoints import failpoint
from portal.post import claims, flights
from portal.post.batches import Batch
from portal.post.claims import Parcel
from portal.post.drafts import PROVIDED, Channel, Lane
from portal.post.letter_writing import LetterWriter
from portal.post.lines import Lines, Running
from portal.post.losing import tell_of_lost
from portal.post.pace import Pace, first_pace
from portal.post.providing import note_provider
from portal.post.recovering import recover
from portal.post.setbacks import note_parcels
from portal.post.waking import STOP_CHANNEL

logger = logging.getLogger("allclear.post")

SLICES: dict[str, float] = {
    Channel.EMAIL: 2.0,
    Channel.WEBHOOK: 30.0,
    Channel.SLACK: 30.0,
    Channel.TEAMS: 30.0,
    Channel.SMS: 15.0,
    Channel.VOICE: 15.0,
    Channel.PUSH: 15.0,
    Channel.SLACK_USER: 15.0,
}
LOOK_EVERY = 0.25
LAST_WAIT = 20.0
# So many letters at once to one host; the urgent and the slow do not wait for each other.
CAPS: dict[str, int] = {Lane.WEBHOOK: 2}
_paces: dict[tuple[str, str], Pace] = {}


def deliver_lane(lane: str, *, seconds: float = 30.0, stop: threading.Event | None = None) -> int:
    """Deliver until the lane has nothing due, its way is shut or the time is up; how many
    were sent. Once `stop` is set, letters under way are finished and the rest given back."""
    stop, ends, sent = stop or threading.Event(), time.monotonic() + seconds, 0
    recover()
    write, last = LetterWriter(), None
    with Lines() as lines:
        while time.monotonic() < ends and not stop.is_set():
            done = _Pass(lane, lines, write, stop).run(after=last)
            sent += done.sent
            if done.shut or (done.last is None and last is None):
                break
            # At the end, once more from the beginning: something may have been given back.
            last = done.last
    return sent


class _Pass:
    """One claim, sent and settled."""

    def __init__(self, lane: str, lines: Lines, write: LetterWriter, stop: threading.Event) -> None:
        self.lane, self.lines, self.write, self.stop = lane, lines, write, stop
        self.owner = flights.new_owner()
        self.sent = 0
        self.last: Parcel | None = None
        self.shut = False

    def run(self, *, after: Parcel | None) -> "_Pass":
        flight, settled = flights.Flight(self.owner), False
        try:
            deadline = _lease_from_now()
            parcels = claims.claim(
                lane=self.lane,
                owner=self.owner,
                limit=self._pace(_usual_channel(self.lane)).batch,
                cap=CAPS.get(self.lane, 0),
                after=after,
            )
            failpoint("post.claimed")
            self.last = parcels[-1] if parcels else None
            for channel in sorted({parcel.channel for parcel in parcels}):
                batch = [parcel for parcel in parcels if parcel.channel == channel]
                self._deliver(batch, flight, channel=channel, deadline=deadline)
            settled = True
        finally:
            flight.close(settled=settled)
        return self

    def _deliver(
        self, parcels: list[Parcel], flight: flights.Flight, *, channel: str, deadline: float
    ) -> None:
        self.write.read_messages(parcels)
        batch = Batch(parcels, flight, self.write, deadline=deadline)
        pace, began = self._pace(channel), time.monotonic()
        running = self.lines.start(batch, channel=channel, count=min(pace.lines, len(parcels)))
        try:
            _watch(batch, running, self.owner, self.stop, slice_ends=began + SLICES[channel])
        finally:
            running.close()
        if running.is_running:
            claims.settle(batch.known_outcomes(), owner=self.owner)
            raise StillWaiting(f"{len(parcels)} deliveries: an answer is still awaited.")
        pace.learn(answers=batch.answers, seconds=time.monotonic() - began, shut=bool(batch.shut))
        failpoint("post.settling")
        outcomes = batch.outcomes()
        claims.settle(outcomes, owner=self.owner)
        failpoint("post.settled")
        if channel in PROVIDED:
            note_provider(channel, batch.failed, sent=batch.sent, at=database_now())
        else:
            _note_setbacks(batch.failed, lane=self.lane)
        if batch.failed:
            tell_of_lost(outcomes, at=database_now())
        self.sent += batch.sent
        self.shut = self.shut or bool(batch.shut and not batch.answers)
        if self.shut:
            logger.warning("%s deliveries wait: %s", len(parcels), batch.shut)

    def _pace(self, channel: str) -> Pace:
        known = (self.lane, channel)
        return _paces.setdefault(known, first_pace(channel))


class StillWaiting(Exception):
    """Asked to stop while a relay owes an answer: the flight recorder keeps what is known."""


def _watch(
    batch: Batch, running: Running, owner: str, stop: threading.Event, *, slice_ends: float
) -> None:
    """While lines carry: renew the lease, pass on what was stopped, end the slice."""
    renew_at = time.monotonic() + settings.LEASE_SECONDS / 3
    look_at, last_call = time.monotonic() + LOOK_EVERY, 0.0
    notices = _listen()
    while running.is_running:
        told = running.wait(LOOK_EVERY, also=notices)
        now = time.monotonic()
        if told or now > look_at:
            look_at = now + LOOK_EVERY
            notices = _look_again(batch, owner, notices)
        if now > renew_at:
            renew_at = now + settings.LEASE_SECONDS / 3
            deadline = _lease_from_now()
            with contextlib.suppress(DatabaseError):
                batch.deadline = deadline if claims.renew(owner) else 0.0
        if now > slice_ends or stop.is_set():
            batch.closing.set()
        if stop.is_set():
            last_call = last_call or now + LAST_WAIT
            if now > last_call:
                return


def _look_again(batch: Batch, owner: str, notices: int | None) -> int | None:
    """Have the batch pass over what is no longer ours; the file of notices, None if lost."""
    try:
        wire = connection.connection
        if notices is not None and isinstance(wire, psycopg.Connection):
            list(wire.notifies(timeout=0))
        batch.stop_all_but(claims.still_held(owner))
    except (DatabaseError, psycopg.Error):
        return None
    return notices


def _listen() -> int | None:
    """Hear at once when something is stopped; the file to watch. Without it, a look now and
    then has to do."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {STOP_CHANNEL}")
        wire = connection.connection
        return wire.fileno() if isinstance(wire, psycopg.Connection) else None
    except (DatabaseError, psycopg.Error):
        return None


def _lease_from_now() -> float:
    """When a lease taken now may run out, a margin before the database says so."""
    lease: float = settings.LEASE_SECONDS
    return time.monotonic() + lease * 0.9


def _usual_channel(lane: str) -> str:
    return Channel.WEBHOOK if lane == Lane.WEBHOOK else Channel.EMAIL


def _note_setbacks(failed: list[tuple[Parcel, Exception]], *, lane: str) -> None:
    """An address that refused for good gets nothing more; but pages always go out."""
    noted = [one for one in failed if lane != Lane.URGENT]
    if noted:
        note_parcels(noted, at=database_now())
