"""kill -9 of a worker while 2,000 mails go out: none lost, at most one double a kill."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from portal.post import claims
from portal.post.models import Delivery, DeliveryState
from tests.make_post import MailSink, make_message
from tests.running import ROOT, eventually

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
MAILS, KILLS, WORKERS = 2000, 12, 3
# Nobody listens there: the broker is gone for the whole test.
NO_BROKER = "redis://127.0.0.1:1/0"


def worker(sink: MailSink, log: Path) -> "subprocess.Popen[bytes]":
    wanted = connection.settings_dict
    env = {
        **os.environ,
        "DATABASE_URL": f"postgres://{wanted['USER']}@/{wanted['HOST']}/{wanted['NAME']}",
        "CELERY_BROKER_URL": NO_BROKER,
        "EMAIL_URL": sink.url,
        "LEASE_SECONDS": "3",
    }
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "manage.py", "keep_time"],
            cwd=ROOT,
            env=env,
            stdout=output,
            stderr=subprocess.STDOUT,
        )


def delivered(log: Path) -> list[str]:
    if not log.exists():
        return []
    return [address for line in log.read_text().splitlines() for address in json.loads(line)]


def kill_while_mail_goes_out(
    workers: "list[subprocess.Popen[bytes]]", sink: MailSink, accepted: Path, log: Path
) -> int:
    """kill -9 workers at random moments, each replaced at once; how many were killed."""
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    sys.stdout.write(f"seed {seed}\n")
    killed = 0
    while killed < KILLS and len(before := delivered(accepted)) < MAILS:
        floor = len(before)
        eventually(
            lambda floor=floor: len(delivered(accepted)) > floor,  # type: ignore[misc]
            within=60,
            what="a mail",
        )
        time.sleep(chance.uniform(0.01, 0.12))
        victim = chance.randrange(WORKERS)
        os.kill(workers[victim].pid, signal.SIGKILL)
        workers[victim].wait()
        workers[victim] = worker(sink, log)
        killed += 1
    return killed


def test_nothing_is_lost_and_little_is_doubled(tmp_path: Path) -> None:
    wanted = {f"p{number}@example.com" for number in range(MAILS)}
    accepted, log = tmp_path / "accepted.log", tmp_path / "workers.log"
    with MailSink(log=accepted) as sink:
        make_message(*sorted(wanted))
        workers = [worker(sink, log) for _ in range(WORKERS)]
        try:
            killed = kill_while_mail_goes_out(workers, sink, accepted, log)
            eventually(lambda: set(delivered(accepted)) == wanted, within=120, what="every mail")
            eventually(
                lambda: not Delivery.objects.exclude(state=DeliveryState.SENT).exists(),
                within=60,
                what="every outcome",
            )
        finally:
            for one in workers:
                one.terminate()
                one.wait(20)

    copies = Counter(delivered(accepted))
    doubles = sum(count - 1 for count in copies.values())
    sys.stdout.write(f"{MAILS} mails, {killed} kills: 0 lost, {doubles} doubled\n")
    assert killed >= KILLS // 2
    assert set(copies) == wanted
    assert doubles <= killed
    assert max(copies.values()) <= claims.MOST_AMBIGUOUS
