"""Subscribers told of an update: seconds from the publication until the first mail was taken,
and until the last; two workers, every outcome in PostgreSQL, into smtp-sink."""

import os
import subprocess
import sys
import time

from django.db import connection, connections
from django.utils import timezone

from portal.clock.models import Pulse
from portal.post.models import Delivery
from statuspage.actions.open_notice import open_notice
from statuspage.models import Subscriber
from statuspage.values import NoticeWords
from tests.bench.figures import Figures
from tests.bench.mail import sink
from tests.bench.stage import Stage
from tests.running import eventually

WORKERS = 2
FIRST_WITHIN, EACH_WITHIN = 5.0, 1 / 200


def measure(stage: Stage) -> Figures:
    found = Figures()
    count = stage.of(10_000, 50_000)
    subscribe_many(count)
    with sink() as port:
        first, last = tell(count, f"smtp://127.0.0.1:{port}")
    note = f"{count:,} subscribers"
    found.within("the first mail after the publication", ours=first, goal=FIRST_WITHIN, unit="s",
                 note=note)  # fmt: skip
    found.within("the last mail after the publication", ours=last, goal=count * EACH_WITHIN,
                 unit="s", note=note)  # fmt: skip
    found.exactly("subscribers told once", ours=sent(), goal=count)
    return found


def subscribe_many(count: int) -> None:
    now = timezone.now()
    Subscriber.objects.bulk_create(
        (
            Subscriber(
                address=f"p{number}@example{number % 50}.com",
                state="active",
                created_at=now,
                confirmed_at=now,
            )
            for number in range(count)
        ),
        batch_size=2000,
    )


def tell(count: int, url: str) -> tuple[float, float]:
    connections.close_all()
    env = {**os.environ, "EMAIL_URL": url}
    running = [
        subprocess.Popen([sys.executable, "manage.py", "keep_time"], env=env)
        for _ in range(WORKERS)
    ]
    try:
        eventually(Pulse.objects.exists, within=30, what="the workers' start")
        time.sleep(1)
        began = time.perf_counter()
        now = timezone.now()
        words = NoticeWords(status="investigating", status_text="We are looking into it.")
        open_notice(
            title="Card payments fail", words=words, started_at=now, key="bench",
            by_name="Mei Chen", at=now,
        )  # fmt: skip
        eventually(lambda: sent() > 0, within=60, what="the first mail")
        first = time.perf_counter() - began
        eventually(lambda: sent() >= count, within=600, what="the last mail")
        return first, time.perf_counter() - began
    finally:
        for one in running:
            one.terminate()
            one.wait()


def sent() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT address) FROM post_delivery WHERE state = 'sent'")
        counted = int(cursor.fetchone()[0])
    assert counted <= Delivery.objects.count()
    return counted
