"""The broker is gone or forgets everything it was told: mail goes out all the same."""

import time
from pathlib import Path

import pytest
import redis

from portal.post import waking
from tests.faults.ground import everything_is_settled, ground, pause, reconcile, show, sized
from tests.make_post import make_message
from tests.running import eventually

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def test_without_a_broker_everything_goes_out_and_nobody_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = sized(whole=1_000, short=200)
    monkeypatch.setattr(waking, "_silent_until", 0.0)
    owed, waits = set(), []

    with ground(tmp_path) as place:
        place.worker()
        place.worker()
        for number in range(count):
            address = f"p{number}@example.com"
            began = time.monotonic()
            make_message(address)
            waits.append(time.monotonic() - began)
            owed.add(address)
        eventually(lambda: set(place.accepted()) == owed, within=60, what="every mail")
        everything_is_settled()
        tally = reconcile(place.accepted(), owed)

    slowest = sorted(waits)[int(len(waits) * 0.99) - 1]
    show(f"{count} messages without a broker: {tally}; p99 of writing one {slowest:.3f} s")
    assert (tally.lost, tally.doubled) == (0, 0)
    assert slowest < 2


def test_a_broker_that_forgets_everything_loses_and_doubles_nothing(
    tmp_path: Path, broker: Path
) -> None:
    url = f"redis+socket://{broker}"
    owed = {f"p{number}@example.com" for number in range(sized(whole=10_000, short=1_500))}
    forgets = sized(whole=10, short=4)
    with ground(tmp_path, late=0.004, CELERY_BROKER_URL=url, C_FORCE_ROOT="1") as place:
        celery = ("-m", "celery", "-A", "portal.celery")
        worker = place.start("celery", *celery, "worker", "-c", "2", "-l", "WARNING")
        place.start("beat", *celery, "beat", "-l", "WARNING", "-s", str(tmp_path / "schedule"))
        make_message(*owed)
        eventually(place.accepted, within=60, what="the first mail")
        with redis.Redis(unix_socket_path=str(broker)) as client:
            for _ in range(forgets):
                client.flushall()
                pause(0.3)
        eventually(lambda: set(place.accepted()) == owed, within=180, what="every mail")
        everything_is_settled()
        tally = reconcile(place.accepted(), owed)
        place.end(worker)

    show(f"{len(owed)} mails by Celery, {forgets} times FLUSHALL: {tally}")
    assert (tally.lost, tally.doubled) == (0, 0)
