"""Mail to many: two workers with every outcome in PostgreSQL, against postfix's smtp-source
over 20 connections, both into smtp-sink. Then over a relay that answers 10 ms late, against
a connection for each message."""

import os
import shutil
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, connections
from django.utils import timezone

from portal.clock.models import Pulse
from portal.post import post
from portal.post.drafts import Draft, Recipient
from portal.post.models import Delivery, Message
from portal.post.rendering import RenderedMessage
from tests.bench.figures import Figures
from tests.bench.stage import Stage
from tests.running import eventually, free_port

LEAVE = "{{leave}}"
TEXT = "\n".join(["Status: we are rerouting payments.", *["Impact: some cards fail."] * 40, LEAVE])
ROUNDS = 2
LATE = 0.01


def measure(stage: Stage) -> Figures:
    found = Figures()
    measure_rate(stage, found)
    measure_slow_relay(stage, found)
    return found


def measure_rate(stage: Stage, found: Figures) -> None:
    """The best of a few rounds of each, in turn."""
    count = stage.of(20_000, 100_000)
    reference = ours = growth = 0.0
    for number in range(ROUNDS):
        with sink() as port:
            reference = max(reference, count / smtp_source(count, port))
            seconds, grown = outbox(count, f"smtp://127.0.0.1:{port}", f"round {number}", workers=2)
            ours, growth = max(ours, count / seconds), max(growth, grown)
    found.at_least(
        f"subscriber mail, {count:,} recipients", ours=ours, reference=reference, goal=0.5,
        unit="/s",
    )  # fmt: skip
    found.within("a mail worker's growth meanwhile", ours=growth, goal=50, unit="MB")


def measure_slow_relay(stage: Stage, found: Figures) -> None:
    port, log = free_port(), stage.folder / "late.log"
    relay = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.sink", str(port), str(log), str(LATE)]
    )
    try:
        eventually(lambda: answers(port), within=10, what="the relay")
        reference = one_connection_each(stage.of(30, 200), port)
        count = stage.of(400, 2_000)
        seconds, _ = outbox(count, f"smtp://127.0.0.1:{port}", "late", workers=1)
    finally:
        relay.kill()
        relay.wait()
    found.at_least(
        "mail over a relay 10 ms late", ours=count / seconds, reference=reference, goal=3, unit="/s"
    )


def mailing(count: int, key: str) -> Message:
    """Personalised in text and header, as an update to subscribers is."""
    draft = Draft(
        kind="bench", subject="[Example] Identified: Card payments fail", text=TEXT, key=key,
        headers={"List-Unsubscribe": f"<{LEAVE}>"}, placeholders=(LEAVE,),
    )  # fmt: skip
    readers = [
        Recipient(f"p{one}@example.com", fields={LEAVE: f"https://status.example.com/leave/{one}/"})
        for one in range(count)
    ]
    return post.send(draft, to=readers, at=timezone.now())


def outbox(count: int, url: str, key: str, *, workers: int) -> tuple[float, float]:
    """Seconds from the commit to the last recorded outcome, and the MB a worker grew by."""
    Delivery.objects.all().delete()
    Message.objects.all().delete()
    Pulse.objects.all().delete()
    connections.close_all()
    env = {**os.environ, "EMAIL_URL": url}
    running = [
        subprocess.Popen([sys.executable, "manage.py", "keep_time"], env=env)
        for _ in range(workers)
    ]
    try:
        eventually(Pulse.objects.exists, within=30, what="the workers' start")
        time.sleep(1)
        message = mailing(count, key)
        began = time.perf_counter()
        eventually(lambda: share_sent(message) > count / 5, within=600, what="a fifth")
        before = [resident(one.pid) for one in running]
        eventually(
            lambda: not Delivery.objects.stoppable().exists(), within=1200, what="every outcome"
        )
        seconds = time.perf_counter() - began
        grown = max(resident(one.pid) - was for one, was in zip(running, before, strict=True))
    finally:
        for one in running:
            one.terminate()
            one.wait()
    assert share_sent(message) == count
    return seconds, grown


def share_sent(message: Message) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM post_delivery WHERE message_id = %s AND state = 'sent'",
            [message.pk],
        )
        return int(cursor.fetchone()[0])


def resident(pid: int) -> float:
    """MB a process holds."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def tool(name: str) -> str:
    found = shutil.which(name) or f"/usr/sbin/{name}"
    if not os.path.exists(found):
        raise SystemExit(f"{name} is missing: apt-get install postfix")
    return found


@contextmanager
def sink() -> Iterator[int]:
    port = free_port()
    user = ["-u", "nobody"] if os.getuid() == 0 else []
    process = subprocess.Popen([tool("smtp-sink"), *user, f"127.0.0.1:{port}", "256"])
    try:
        eventually(lambda: answers(port), within=10, what="smtp-sink")
        yield port
    finally:
        process.terminate()
        process.wait()


def answers(port: int) -> bool:
    try:
        smtplib.SMTP("127.0.0.1", port, timeout=2).close()
    except OSError:
        return False
    return True


def smtp_source(count: int, port: int) -> float:
    """Seconds for as many messages of the same size over 20 connections."""
    size = len(letter())
    began = time.perf_counter()
    subprocess.run(
        [tool("smtp-source"), "-d", "-s", "20", "-m", str(count), "-l", str(size),
         f"127.0.0.1:{port}"], check=True,
    )  # fmt: skip
    return time.perf_counter() - began


def letter() -> bytes:
    message = Message(pk=1, subject="Example", text=TEXT, key="size", created_at=timezone.now())
    message.placeholders = [LEAVE]
    rendered = RenderedMessage(message)
    return rendered.for_recipient("p1@example.com", fields={LEAVE: "https://example.com/leave/1/"})


def one_connection_each(count: int, port: int) -> float:
    """Messages a second with a new connection for each."""
    data, began = letter(), time.perf_counter()
    for number in range(count):
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            smtp.sendmail("a@example.com", [f"p{number}@example.com"], data)
    return count / (time.perf_counter() - began)
