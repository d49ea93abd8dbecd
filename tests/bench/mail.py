"""Mail through the outbox against postfix's smtp-source, both into smtp-sink, in one run.

python -m tests.bench.mail [recipients]
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests import embedded_database
from tests.running import eventually, free_port


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
        time.sleep(0.3)
        yield port
    finally:
        process.terminate()
        process.wait()


def reference(count: int, port: int) -> float:
    """Seconds smtp-source needs for `count` mails over two sessions."""
    began = time.monotonic()
    subprocess.run(
        [tool("smtp-source"), "-d", "-s", "20", "-m", str(count), "-l", "1500",
         f"127.0.0.1:{port}"], check=True,
    )  # fmt: skip
    return time.monotonic() - began


def ours(count: int, port: int) -> tuple[float, float]:
    """Seconds to write the deliveries, and for two workers to deliver them."""
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from portal.clock.models import Pulse  # noqa: PLC0415
    from portal.post.models import Delivery  # noqa: PLC0415
    from tests.make_post import make_message  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    env = {
        **os.environ,
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "CELERY_BROKER_URL": "redis://127.0.0.1:1/0",
    }
    workers = [
        subprocess.Popen([sys.executable, "manage.py", "keep_time"], env=env) for _ in range(2)
    ]
    try:
        eventually(Pulse.objects.exists, within=30, what="the workers' start")
        time.sleep(1)
        began = time.monotonic()
        make_message(*(f"p{number}@example.com" for number in range(count)))
        written = time.monotonic()
        eventually(lambda: not Delivery.objects.stoppable().exists(), within=600, what="all")
        done = time.monotonic()
    finally:
        for one in workers:
            one.terminate()
            one.wait()
    return written - began, done - written


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    with sink() as port:
        baseline = reference(count, port)
        written, delivered = ours(count, port)
    sys.stdout.write(
        f"smtp-source {count / baseline:.0f}/s, outbox {count / delivered:.0f}/s: "
        f"{baseline / delivered:.2f} x; deliveries written in {written:.2f} s\n"
    )


if __name__ == "__main__":
    assert embedded_database
    main()
