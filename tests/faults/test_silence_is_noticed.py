"""Real processes fall silent: it is said, the outside heartbeat stops, no probe hangs."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.make_post import MailSink
from tests.running import ROOT, RunningAllclear, eventually, running_allclear

pytestmark = [pytest.mark.processes, pytest.mark.django_db(databases=[])]
CANARY = "canary@example.com"
# As the kernel writes command lines.
SILENT = ("portal.celery\0beat", "portal.celery\0worker", "keep_time")


class Outside:
    """Whoever alarms when the heartbeat stops."""

    def __init__(self) -> None:
        self.calls: list[float] = []
        outside = self

        class Door(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outside.calls.append(time.monotonic())
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/alive"

    def __enter__(self) -> "Outside":
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def ask(allclear: RunningAllclear, path: str) -> tuple[int, str, float]:
    """Status, body and seconds."""
    began = time.monotonic()
    try:
        with urllib.request.urlopen(allclear.url + path, timeout=10) as answer:
            return answer.status, answer.read().decode(), time.monotonic() - began
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), time.monotonic() - began


def ready(allclear: RunningAllclear) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ask(allclear, "/readyz")[1])
    return found


@contextmanager
def stopped(pids: list[int]) -> Iterator[None]:
    """Neither dead nor alive: nobody restarts them. One that ended meanwhile stays so."""
    assert pids
    try:
        _send(signal.SIGSTOP, pids)
        yield
    finally:
        _send(signal.SIGCONT, pids)


def _send(number: signal.Signals, pids: list[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def canary(allclear: RunningAllclear, *arguments: str) -> "subprocess.CompletedProcess[str]":
    key = (allclear.var / "secret-key").read_text()
    return subprocess.run(
        [sys.executable, "manage.py", "canary", *arguments],
        cwd=ROOT,
        env={**allclear.env, "SECRET_KEY": key},
        capture_output=True,
        text=True,
        check=False,
    )


def a_canary_comes_home_or_is_missed(allclear: RunningAllclear, sink: MailSink) -> None:
    home = canary(allclear)
    assert home.returncode == 0, home.stderr
    assert len(sink.to(CANARY)) == 1
    sys.stdout.write(home.stdout)

    with stopped(allclear.pids("keep_time") + allclear.pids(SILENT[1])):
        missed = canary(allclear, "--seconds", "3")
    assert missed.returncode != 0
    assert "Its mail is waiting: nobody takes it." in missed.stderr
    assert "Its timer did not ring: nobody takes it." in missed.stderr

    sink.answer = lambda address: "550 no such person"
    refused = canary(allclear)
    assert refused.returncode != 0
    assert "Its mail is stopped: 550 no such person." in refused.stderr
    sink.answer = lambda address: None


def silence_is_named_and_stops_the_heartbeat(allclear: RunningAllclear, outside: Outside) -> None:
    eventually(lambda: ready(allclear)["ready"], within=60, what="readiness")
    eventually(lambda: outside.calls, within=30, what="a heartbeat")
    assert ask(allclear, "/")[0] == 200

    began = time.monotonic()
    with stopped([pid for word in SILENT for pid in allclear.pids(word)]):
        wanted = ["beat", "snapshot", "timekeeper", "worker"]
        eventually(lambda: ready(allclear)["silent"] == wanted, within=60, what="every silence")
        took = time.monotonic() - began
        assert ask(allclear, "/readyz")[0] == 503
        assert ask(allclear, "/healthz")[0] == 200
        calls = len(outside.calls)
    sys.stdout.write(f"four silences named after {took:.0f} s\n")
    assert outside.calls[calls - 1] < began + 20

    eventually(lambda: ready(allclear)["ready"], within=60, what="recovery")


def a_hanging_database_makes_no_probe_hang(allclear: RunningAllclear) -> None:
    with stopped(allclear.pids("postgres")):
        slowest = 0.0
        for _ in range(8):
            status, body, took = ask(allclear, "/readyz")
            slowest = max(slowest, took)
            assert (status, json.loads(body)["database"]) == (503, False)
            assert ask(allclear, "/healthz")[0] == 200
            assert ask(allclear, "/")[0] == 200
        told = ask(allclear, "/metrics")
        assert "allclear_database_up 0.0" in told[1]
    sys.stdout.write(f"/readyz with a hanging database: {slowest:.2f} s at most\n")
    assert slowest < 1
    eventually(lambda: ready(allclear)["ready"], within=60, what="recovery")


def a_hanging_database_leaves_the_page_alone(allclear: RunningAllclear) -> None:
    """Readers of the page are served while sixty people of the portal wait in vain."""
    refused: list[int] = []

    def wait_in_vain() -> None:
        ask = urllib.request.Request(
            allclear.url + "/portal/incidents/", headers={"Cookie": f"session={'a' * 32}"}
        )
        try:
            urllib.request.urlopen(ask, timeout=20).close()
        except urllib.error.HTTPError as error:
            refused.append(error.code)
            error.close()
        except OSError:
            return

    with stopped(allclear.pids("postgres")):
        people = [threading.Thread(target=wait_in_vain, daemon=True) for _ in range(60)]
        for person in people:
            person.start()
        eventually(lambda: len(refused) > 10, within=10, what="refusing")
        slowest = 0.0
        for _ in range(20):
            for path in ("/", "/healthz"):
                status, _, took = ask(allclear, path)
                assert status == 200
                slowest = max(slowest, took)
    for person in people:
        person.join()
    sys.stdout.write(f"the page while everything hangs: {slowest:.2f} s at most\n")
    assert set(refused) <= {503, 500}
    assert slowest < 1
    eventually(lambda: ready(allclear)["ready"], within=60, what="recovery")


def test_what_falls_silent_is_noticed(tmp_path: Path) -> None:
    with MailSink() as sink, Outside() as outside:
        env = {"EMAIL_URL": sink.url, "HEARTBEAT_URL": outside.url, "CANARY_TO": CANARY}
        with running_allclear(tmp_path / "var", fresh=False, **env) as allclear:
            a_canary_comes_home_or_is_missed(allclear, sink)
            silence_is_named_and_stops_the_heartbeat(allclear, outside)
            a_hanging_database_makes_no_probe_hang(allclear)
            a_hanging_database_leaves_the_page_alone(allclear)
            log = (tmp_path / "var" / "log" / "web.log").read_text()
            assert ask(allclear, "/portal/")[0] in {200, 302}
            assert "path=/readyz" in log
