"""Workers are killed, ended and frozen while mail goes out: nothing is lost, and a kill
doubles one letter at most."""

import os
import random
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.post import claims
from portal.post.drafts import Channel
from portal.post.models import Delivery, DeliveryState
from portal.post.pace import first_pace
from tests.faults.ground import (
    Ground,
    Tally,
    everything_is_settled,
    ground,
    pause,
    reconcile,
    show,
    sized,
)
from tests.make_post import make_message
from tests.running import eventually

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
WORKERS = 3


def owe(count: int) -> set[str]:
    owed = {f"p{number}@example.com" for number in range(count)}
    make_message(*sorted(owed))
    return owed


def hurt(
    place: Ground, mails: int, blows: int, blow: Callable[["subprocess.Popen[bytes]"], bool]
) -> tuple[Tally, int]:
    """Strike workers that hold a batch, at random moments; each that dies is replaced. The
    tally, and how many blows fell."""
    seed = random.randrange(10**6)
    chance, fallen = random.Random(seed), 0
    owed = owe(mails)
    workers = {worker.pid: worker for worker in (place.worker() for _ in range(WORKERS))}
    while fallen < blows and sum(place.accepted().values()) < mails:
        pause(chance.uniform(0.02, 0.2))
        flying = [pid for pid in place.flying() if pid in workers]
        if not flying:
            continue
        victim = workers[chance.choice(flying)]
        if not blow(victim):
            del workers[victim.pid]
            victim.wait(60)
            place.processes.remove(victim)
            replacement = place.worker()
            workers[replacement.pid] = replacement
        fallen += 1
    eventually(lambda: set(place.accepted()) == owed, within=180, what="every mail")
    everything_is_settled()
    assert not Delivery.objects.exclude(state=DeliveryState.SENT).exists()
    tally = reconcile(place.accepted(), owed)
    show(f"seed {seed}: {mails} mails, {fallen} blows: {tally}")
    return tally, fallen


def test_kill_9_loses_nothing_and_doubles_little(tmp_path: Path) -> None:
    def kill(victim: "subprocess.Popen[bytes]") -> bool:
        victim.kill()
        return False

    with ground(tmp_path, late=0.004) as place:
        tally, kills = hurt(place, sized(whole=10_000, short=2_000), sized(whole=50, short=8), kill)

    assert kills >= sized(whole=30, short=5)
    assert tally.lost == 0
    assert tally.doubled <= kills
    assert tally.most_copies <= claims.MOST_AMBIGUOUS


def test_a_deploy_ends_workers_politely_and_doubles_nothing(tmp_path: Path) -> None:
    def end(victim: "subprocess.Popen[bytes]") -> bool:
        victim.terminate()
        return False

    with ground(tmp_path, late=0.004) as place:
        tally, ends = hurt(place, sized(whole=10_000, short=2_000), sized(whole=50, short=6), end)

    assert ends >= sized(whole=30, short=4)
    assert tally == Tally(lost=0, doubled=0, most_copies=1)


def test_a_worker_frozen_beyond_its_lease_sends_nothing_more(tmp_path: Path) -> None:
    def freeze(victim: "subprocess.Popen[bytes]") -> bool:
        os.kill(victim.pid, signal.SIGSTOP)
        pause(4)
        os.kill(victim.pid, signal.SIGCONT)
        return True

    with ground(tmp_path, late=0.01) as place:
        tally, freezes = hurt(place, 2_000, sized(whole=20, short=2), freeze)

    assert freezes
    assert tally.lost == 0
    # Each line to a slow relay leaves one letter in doubt.
    assert tally.doubled <= freezes * first_pace(Channel.EMAIL).most_lines
    assert tally.most_copies <= claims.MOST_AMBIGUOUS
