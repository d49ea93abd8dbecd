"""Five who keep time, or one, or a beat five times over: each timer rings exactly once."""

import time
from pathlib import Path

import pytest

from portal.clock.models import Timer, TimerState
from tests.faults.ground import ground, show, sized
from tests.make_timers import make_watched, rings
from tests.running import eventually

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
INCIDENTS = 10


def all_rung() -> bool:
    return not Timer.objects.filter(state=TimerState.SET).exists()


@pytest.mark.parametrize("keepers", [1, 5])
def test_keepers_share_the_work(tmp_path: Path, keepers: int) -> None:
    each = sized(whole=100, short=20)
    incidents = [make_watched(timers=each) for _ in range(INCIDENTS)]

    with ground(tmp_path) as place:
        began = time.monotonic()
        for _ in range(keepers):
            place.worker()
        eventually(all_rung, within=60, what="every ring")

    show(f"{keepers} keepers: {each * INCIDENTS} rings in {time.monotonic() - began:.1f} s")
    assert [rings(incident) for incident in incidents] == [each] * INCIDENTS


def test_five_beats_ring_once(tmp_path: Path, broker: Path) -> None:
    each = sized(whole=100, short=20)
    incidents = [make_watched(timers=each) for _ in range(INCIDENTS)]
    url = f"redis+socket://{broker}"

    with ground(tmp_path, CELERY_BROKER_URL=url, C_FORCE_ROOT="1") as place:
        celery = ("-m", "celery", "-A", "portal.celery")
        place.start("celery", *celery, "worker", "-c", "2", "-l", "WARNING")
        for number in range(5):
            schedule = str(tmp_path / f"schedule{number}")
            place.start("beat", *celery, "beat", "-l", "WARNING", "-s", schedule)
        eventually(all_rung, within=60, what="every ring")

    assert [rings(incident) for incident in incidents] == [each] * INCIDENTS
