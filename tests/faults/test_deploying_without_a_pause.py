"""The web server takes new code in under load: every request is answered, every alert kept."""

import contextlib
import os
import shlex
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from incidents.alerts.models import InboxItem
from tests.make_alerts import SECRET, alert, make_integration, notification
from tests.running import ROOT, descendants, eventually, free_port

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
RELOADS, THREADS, PAUSE = 2, 5, 0.1
UNIT = ROOT / "portal" / "deploy" / "systemd" / "allclear-web.service"


def lines_of_the_unit() -> dict[str, str]:
    return dict(line.split("=", 1) for line in UNIT.read_text().splitlines() if "=" in line)


@contextlib.contextmanager
def web(var: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """The delivered unit's command against the test's database."""
    wanted = connection.settings_dict
    env = {
        **os.environ,
        "ALLCLEAR_VAR": str(var),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": f"postgres://{wanted['USER']}@/{wanted['HOST']}/{wanted['NAME']}",
        "CELERY_BROKER_URL": "redis://127.0.0.1:1/0",
        "ALLCLEAR_DEMO": "1",
    }
    line = lines_of_the_unit()["ExecStart"].replace("8000", str(port))
    line = line.replace("/opt/allclear/.venv/bin", str(Path(sys.executable).parent))
    with (var / "web.log").open("wb") as log:
        process = subprocess.Popen(shlex.split(line), cwd=ROOT, env=env, stderr=log)
    try:
        eventually(lambda: status(f"http://127.0.0.1:{port}/healthz") == "200", within=60,
                   what="an answer")  # fmt: skip
        yield process
    finally:
        process.terminate()
        process.wait(30)


def status(url: str, body: bytes | None = None) -> str:
    ask = urllib.request.Request(url, body, {"Authorization": f"Bearer {SECRET}"})
    try:
        with urllib.request.urlopen(ask, timeout=20) as answer:
            return str(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return str(error.code)
    except OSError as error:
        return repr(error)


@contextlib.contextmanager
def load(base: str) -> Iterator[Counter[str]]:
    """Fifty requests a second: half pages, half alerts."""
    seen: Counter[str] = Counter()
    over, counting = threading.Event(), threading.Lock()

    def go_on(number: int) -> None:
        turn = 0
        while not over.wait(PAUSE):
            turn += 1
            page = status(f"{base}/account/login/")
            kept = status(
                f"{base}/in/alertmanager/",
                notification(alert(f"{number}-{turn}"), group=f"g{number}-{turn}"),
            )
            with counting:
                seen.update([f"page {page}", f"alert {kept}"])

    threads = [threading.Thread(target=go_on, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        over.set()
        for thread in threads:
            thread.join()


def test_nobody_is_turned_away_while_new_code_comes_in(tmp_path: Path) -> None:
    assert lines_of_the_unit()["ExecReload"] == "/bin/kill -HUP $MAINPID"
    make_integration(rule=False)
    port = free_port()
    with web(tmp_path, port) as process, load(f"http://127.0.0.1:{port}") as seen:
        for _ in range(RELOADS):
            before = set(descendants(process.pid))
            process.send_signal(signal.SIGHUP)
            eventually(
                lambda before=before: not before & set(descendants(process.pid)),  # type: ignore[misc]
                within=90,
                what="new processes",
            )
            time.sleep(0.5)

    sys.stdout.write(f"{RELOADS} reloads: {dict(seen)}\n")
    assert set(seen) == {"page 200", "alert 202"}
    assert seen["alert 202"] == InboxItem.objects.count()
