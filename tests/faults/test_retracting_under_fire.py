"""A notice is retracted while publishers and the retracting process itself are killed: once
the retraction is recorded it is gone everywhere, and nothing brings it back."""

import contextlib
import gzip
import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from django.db import connection
from pytest_django import Settings

from portal.clock.now import database_now
from portal.failpoints import _armed, parse
from portal.post.models import Delivery, DeliveryState
from statuspage.actions.retract_notice import retract_notice
from statuspage.models import Notice
from statuspage.snapshot.publishing import publish_site
from tests.faults.ground import Ground, ground, show, sized
from tests.faults.web import start_web, status
from tests.make_statuspage import make_component, make_notice, make_subscriber
from tests.running import eventually

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
STEPS = (
    "snapshot.writing",
    "snapshot.written",
    "snapshot.published",
    "retraction.removed",
    "retraction.recorded",
)


def in_a_child(work: Callable[[], object]) -> int:
    """Do it in a process of its own, which may be killed; its pid."""
    connection.close()
    pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(0)
    return pid


def retract(notice: Notice) -> None:
    retract_notice(
        public_id=notice.public_id, reason="A false alarm.", at=database_now(), by_name="Mei"
    )


def traces(folder: Path, canary: str) -> list[str]:
    """The published files that speak of it; a folder may go while it is read."""
    found = []
    for file in (Path(at) / name for at, _, names in os.walk(folder) for name in names):
        with contextlib.suppress(OSError):
            if canary in str(file) or canary.encode() in plain(file):
                found.append(str(file.relative_to(folder)))
    return found


def plain(file: Path) -> bytes:
    """What a reader of a published file sees, whatever it is packed in."""
    packed = file.read_bytes() if file.is_file() else b""
    if file.suffix == ".gz":
        return gzip.decompress(packed)
    return brotli.decompress(packed) if file.suffix == ".br" else packed


def gone(folder: Path, notice: Notice) -> bool:
    return not (traces(folder, notice.public_id) or traces(folder, notice.title))


def finish(notice: Notice) -> bool:
    """The person presses again if the first try died; whether it had been recorded."""
    notice.refresh_from_db()
    recorded = notice.retracted_at is not None
    if not recorded:
        retract(notice)
    return recorded


@pytest.fixture
def place(tmp_path: Path, settings: Settings) -> Path:
    folder = tmp_path / "var" / "public"
    settings.PUBLIC_DIR = folder
    make_component("Checkout")
    for number in range(20):
        make_subscriber(f"reader{number}@example.com")
    publish_site(anyway=True)
    return folder


def test_killed_at_any_moment(tmp_path: Path, place: Path) -> None:
    seed = random.randrange(10**6)
    chance, recorded, notices = random.Random(seed), 0, []
    rounds = sized(whole=100, short=12)
    with ground(tmp_path, EMAIL_URL="", ALLCLEAR_VAR=str(tmp_path / "var")) as processes:
        keepers = [processes.worker() for _ in range(2)]
        url, _web = start_web(processes)
        for number in range(rounds):
            notice = make_notice(f"Canary {number} of {seed}")
            notices.append(notice)
            pid = in_a_child(lambda notice=notice: retract(notice))  # type: ignore[misc]
            time.sleep(chance.uniform(0, 0.12))
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            if number % 5 == 4:
                victim = keepers.pop(0)
                processes.end(victim, signal.SIGKILL)
                keepers.append(processes.worker())
            recorded += finish(notice)
            eventually(lambda notice=notice: gone(place, notice), within=10, what="its end")  # type: ignore[misc]
            assert status(f"{url}/incidents/{notice.public_id}/") in {404, 410}
        everything_was_stopped(processes, notices, place)

    show(f"seed {seed}: {rounds} retractions killed, {recorded} were recorded before")


def everything_was_stopped(processes: Ground, notices: list[Notice], place: Path) -> None:
    """Publish once more; nothing comes back, and no mail about it is left to go out."""
    for process in list(processes.processes[1:]):
        processes.end(process, signal.SIGKILL)
    publish_site(anyway=True)
    assert all(gone(place, notice) for notice in notices)
    topics = [f"notice:{notice.public_id}" for notice in notices]
    unsent = Delivery.objects.filter(message__topic__in=topics, state=DeliveryState.PENDING)
    assert not unsent.exists()


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("killed", ["publishing", "retracting"])
def test_killed_at_every_step(place: Path, step: str, killed: str) -> None:
    def open_and_die() -> None:
        _armed.update(parse(f"{step}=kill9"))
        make_notice(f"Canary {step}")

    def retract_and_die() -> None:
        _armed.update(parse(f"{step}=kill9"))
        retract(notice)

    if killed == "publishing":
        os.waitpid(in_a_child(open_and_die), 0)
        notice = Notice.objects.get(title=f"Canary {step}")
    else:
        notice = make_notice(f"Canary {step}")
        os.waitpid(in_a_child(retract_and_die), 0)

    finish(notice)
    publish_site()

    assert traces(place, notice.public_id) + traces(place, notice.title) == []
