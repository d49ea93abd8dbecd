"""Every step between a claim and its record, each failing in every way it can."""

import itertools
from pathlib import Path

import pytest

from portal.clock.models import Timer, TimerState
from portal.post import claims
from portal.post.models import Delivery, DeliveryState
from tests.faults.ground import WHOLE, Ground, everything_is_settled, ground, reconcile, show
from tests.make_post import make_message
from tests.make_timers import make_watched, rings
from tests.running import eventually

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
MAILS = 50
# Where a kill leaves one letter in doubt: it is with the relay, and no answer is noted yet.
IN_DOUBT = ("post.handed_over", "post.answered")
EVERY_LETTER = ("post.begun", "post.leaving", *IN_DOUBT, "post.noted")
EVERY_BATCH = ("post.claimed", "post.settling", "post.settled")
CLOCK_STEPS = ("clock.claimed", "clock.ringing", "clock.rung")
FAULTS = ("kill9", "raise", "disconnect", "sleep:4.5") if WHOLE else ("kill9", "raise")


def strike(place: Ground, step: str, fault: str) -> None:
    """One worker fails at its tenth pass (or first, where there is one a batch); another
    goes on."""
    passes = 10 if step in EVERY_LETTER else 1
    struck = place.worker(FAILPOINTS=f"{step}={fault}@{passes}")
    if fault == "kill9":
        assert struck.wait(30) == -9
        place.processes.remove(struck)
        place.worker()
    elif fault.startswith("sleep"):
        eventually(lambda: place.flying() or place.accepted(), within=30, what="a batch")
        place.worker()


@pytest.mark.parametrize(
    ("step", "fault"), list(itertools.product([*EVERY_LETTER, *EVERY_BATCH], FAULTS))
)
def test_mail_is_neither_lost_nor_doubled_twice(tmp_path: Path, step: str, fault: str) -> None:
    owed = {f"p{number}@example.com" for number in range(MAILS)}
    make_message(*owed)

    with ground(tmp_path) as place:
        strike(place, step, fault)
        eventually(lambda: set(place.accepted()) == owed, within=60, what="every mail")
        everything_is_settled()

        tally = reconcile(place.accepted(), owed)
        show(f"{step} {fault}: {tally}")
    assert not Delivery.objects.exclude(state=DeliveryState.SENT).exists()
    assert tally.lost == 0
    assert tally.doubled <= (1 if step in IN_DOUBT or fault.startswith("sleep") else 0)
    assert tally.most_copies <= claims.MOST_AMBIGUOUS


@pytest.mark.parametrize(
    ("step", "fault"),
    list(itertools.product(CLOCK_STEPS, [one for one in FAULTS if "sleep" not in one])),
)
def test_a_timer_rings_once(tmp_path: Path, step: str, fault: str) -> None:
    incidents = [make_watched() for _ in range(5)]

    with ground(tmp_path) as place:
        strike(place, step, fault)
        eventually(
            lambda: not Timer.objects.filter(state=TimerState.SET).exists(),
            within=60,
            what="every ring",
        )

    assert [rings(incident) for incident in incidents] == [1] * 5
