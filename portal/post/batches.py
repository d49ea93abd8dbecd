"""A batch of deliveries on its way: letters given out, attempts noted, answers judged.

Several lines (connections) may take from one batch, each in a thread; none of them touches
the database.
"""

import logging
import random
import threading
import time
from collections import deque
from collections.abc import Callable

from portal.failpoints import failpoint
from portal.post import flights
from portal.post.channels.letters import (
    Ambiguous,
    Deferred,
    Letter,
    NotTaken,
    Refused,
    Unreachable,
    Unrepeatable,
)
from portal.post.claims import Outcome, Parcel, doubtful
from portal.post.drafts import PROVIDED, Channel
from portal.post.models import DeliveryState

logger = logging.getLogger("allclear.post")

MOST_POISONED = 5
UNREACHABLE_WAIT = 15.0
WAITS = [60.0 * minutes for minutes in (1, 5, 15, 60, 180, 480, 1440)]
# An endpoint is tried ten times within an hour, and then until the next day.
ENDPOINT_WAITS = [60.0 * minutes for minutes in (0.5, 1, 2, 3, 5, 7, 9, 10, 11, 60, 180, 480, 720)]
# Who is called now is called now or not at all: within twenty minutes the next have been asked.
PERSON_WAITS = [5.0, 10.0, 20.0, 40.0, 60.0, 120.0, 180.0, 300.0, 420.0]

WriteLetter = Callable[[Parcel], Letter]


class Batch:
    """What one claim brought. `deadline` (monotonic seconds) is when the lease may run out:
    nothing leaves after it."""

    def __init__(
        self, parcels: list[Parcel], flight: flights.Flight, write: WriteLetter, *, deadline: float
    ) -> None:
        self.parcels = {parcel.id: parcel for parcel in parcels}
        self.deadline = deadline
        self.closing = threading.Event()
        self.shut = ""
        self.failed: list[tuple[Parcel, Exception]] = []
        self._waiting = deque(parcels)
        self._flight = flight
        self._write = write
        self._stopped: frozenset[int] = frozenset()
        self._leaving: set[int] = set()
        self._outcomes: dict[int, Outcome] = {}

    def next(self) -> Letter | None:
        """The next letter to send; a parcel that cannot be written is judged here."""
        while not self.closing.is_set() and time.monotonic() < self.deadline:
            try:
                parcel = self._waiting.popleft()
            except IndexError:
                return None
            if parcel.id in self._stopped:
                continue
            self._flight.note(flights.BEGUN, parcel.id)
            failpoint("post.begun")
            try:
                return self._write(parcel)
            except Exception as error:
                logger.exception("delivery %s cannot be written", parcel.id)
                self._outcomes[parcel.id] = _poisoned(parcel, error)
        return None

    def may_leave(self, letter: Letter) -> bool:
        if letter.delivery in self._stopped or time.monotonic() > self.deadline:
            return False
        self._flight.note(flights.LEAVING, letter.delivery)
        self._leaving.add(letter.delivery)
        failpoint("post.leaving")
        return True

    def left(self, letter: Letter) -> None:
        failpoint("post.handed_over")

    def answered(self, letter: Letter, error: Exception | None = None) -> None:
        parcel = self.parcels[letter.delivery]
        if isinstance(error, Unreachable):
            self._flight.note(flights.NOT_TAKEN, parcel.id)
            self._leaving.discard(parcel.id)
            return
        if error is None:
            self._flight.note(flights.ACCEPTED, parcel.id)
        elif not isinstance(error, Ambiguous):
            self._flight.note(flights.NOT_TAKEN, parcel.id)
        self._outcomes[parcel.id] = _judged(parcel, error)
        if isinstance(error, Refused) or (error and parcel.channel != Channel.EMAIL):
            self.failed.append((parcel, error))
        failpoint("post.noted")

    def way_is_shut(self, why: str) -> None:
        """One line found the other side unreachable."""
        self.shut = why

    def stop_all_but(self, held: set[int]) -> None:
        """Pass over what is no longer ours to send."""
        self._stopped = frozenset(self.parcels.keys() - held)

    def outcomes(self) -> list[Outcome]:
        """Everything that is known, and what was not begun given back."""
        known = dict(self._outcomes)
        for parcel in self.parcels.values():
            if parcel.id in known:
                continue
            if parcel.id in self._leaving:
                known[parcel.id] = doubtful(
                    parcel.id, parcel.ambiguous, channel=parcel.channel, wait=UNREACHABLE_WAIT
                )
            else:
                known[parcel.id] = _given_back(parcel, "" if self.answers else self.shut)
        return list(known.values())

    def known_outcomes(self) -> list[Outcome]:
        """Only what was answered; for one who cannot wait for the rest."""
        return list(self._outcomes.values())

    @property
    def sent(self) -> int:
        return sum(one.state == DeliveryState.SENT for one in list(self._outcomes.values()))

    @property
    def answers(self) -> int:
        return len(self._outcomes)


def _judged(parcel: Parcel, error: Exception | None) -> Outcome:
    if error is None:
        return Outcome(parcel.id, DeliveryState.SENT)
    if isinstance(error, Deferred):
        return _later(parcel, error)
    if isinstance(error, Refused):
        return Outcome(parcel.id, DeliveryState.SUPPRESSED, error=str(error))
    if isinstance(error, NotTaken | Unrepeatable):
        ambiguous = int(isinstance(error, Unrepeatable))
        state = DeliveryState.PARKED
        return Outcome(parcel.id, state, error=str(error), ambiguous=ambiguous)
    if isinstance(error, Ambiguous):
        return doubtful(
            parcel.id,
            parcel.ambiguous,
            channel=parcel.channel,
            error=str(error),
            wait=UNREACHABLE_WAIT,
        )
    return _poisoned(parcel, error)


def _later(parcel: Parcel, error: Deferred) -> Outcome:
    waits = _waits(parcel.channel)
    if parcel.tries > len(waits):
        return Outcome(parcel.id, DeliveryState.PARKED, error=str(error))
    wait = max(_jittered(waits[parcel.tries - 1]), error.seconds)
    return Outcome(parcel.id, DeliveryState.PENDING, error=str(error), wait=wait)


def _waits(channel: str) -> list[float]:
    if channel in PROVIDED:
        return PERSON_WAITS
    return WAITS if channel == Channel.EMAIL else ENDPOINT_WAITS


def _poisoned(parcel: Parcel, error: Exception) -> Outcome:
    words = f"{type(error).__name__}: {error}"
    if parcel.tries >= MOST_POISONED:
        return Outcome(parcel.id, DeliveryState.PARKED, error=words)
    return Outcome(parcel.id, DeliveryState.PENDING, error=words, wait=2.0 * parcel.tries)


def _given_back(parcel: Parcel, why: str) -> Outcome:
    wait = _jittered(UNREACHABLE_WAIT) if why else 0.0
    return Outcome(parcel.id, DeliveryState.PENDING, error=why, wait=wait, tries=-1)


def _jittered(seconds: float) -> float:
    return seconds * random.uniform(0.8, 1.2)  # noqa: S311
