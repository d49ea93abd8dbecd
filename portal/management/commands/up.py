"""Everything on one machine: database, broker, web, worker, beat. What `make run` starts."""

import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.embedded.postgres import Postgres, PostgresUnavailable
from portal.embedded.refusals import check_addresses
from portal.embedded.supervision import Child, Supervisor
from portal.embedded.valkey import Valkey, ValkeyUnavailable

PLACES = settings.PLACES
LOOK_EVERY = 0.5
# Seconds a statement and an idle transaction may last, where somebody waits and elsewhere.
WEB_LIMITS = {
    "DATABASE_POOL": "8",
    "DATABASE_STATEMENT_TIMEOUT": "5",
    "DATABASE_IDLE_TIMEOUT": "30",
}
# Every thread of a process takes its memory from one of two places, not from one of its own.
FRUGAL = {"MALLOC_ARENA_MAX": "2"}
WORK_LIMITS = {"DATABASE_STATEMENT_TIMEOUT": "60", "DATABASE_IDLE_TIMEOUT": "120"}


class Command(BaseCommand):
    help = "Run Allclear: embedded PostgreSQL and Valkey (unless configured), web, worker, beat."
    requires_system_checks: list[str] = []  # noqa: RUF012

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        bind = os.environ.get("BIND", "127.0.0.1:8000")
        check_addresses(bind)
        with self._only_one():
            supervisor = Supervisor(say=self._say)
            try:
                self._start(supervisor, bind)
                self._welcome(bind)
                while not stop.wait(LOOK_EVERY):
                    supervisor.look()
            except (PostgresUnavailable, ValkeyUnavailable) as error:
                raise CommandError(str(error)) from error
            finally:
                self._say("Stopping.")
                supervisor.stop()

    @contextlib.contextmanager
    def _only_one(self) -> Any:
        PLACES.var.mkdir(parents=True, exist_ok=True)
        lock: IO[str] = (PLACES.var / "up.lock").open("w")
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise CommandError(
                    f"Allclear runs already on {PLACES.var}. Stop it first, or set ALLCLEAR_VAR."
                ) from error
            yield

    def _start(self, supervisor: Supervisor, bind: str) -> None:
        env = _child_environment(bind)
        if not os.environ.get("DATABASE_URL"):
            postgres = Postgres(PLACES.postgres, PLACES.sockets, log=PLACES.logs / "postgres.log")
            PLACES.logs.mkdir(parents=True, exist_ok=True)
            supervisor.add(_postgres_child(postgres, env))
        if not os.environ.get("CELERY_BROKER_URL"):
            valkey = Valkey(PLACES.valkey, PLACES.valkey_socket)
            supervisor.add(
                Child(
                    "The broker",
                    valkey.command(),
                    PLACES.logs / "valkey.log",
                    env,
                    tied=False,
                    ready=valkey.wait,
                )
            )
        self._run(["migrate", "--no-input", "--skip-checks", "-v", "0"], env)
        filled = PLACES.var / "demo-filled"
        if env.get("ALLCLEAR_DEMO") == "1":
            if not filled.exists():
                self._run(["demo"], env)
                filled.touch()
        else:
            self._run(["collectstatic", "--no-input", "-v", "0"], env)
        for child in programs(bind, env):
            supervisor.add(child)
        _wait_for_page(bind, supervisor)

    def _run(self, arguments: list[str], env: dict[str, str]) -> None:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=env,
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
            raise CommandError(f"manage.py {arguments[0]} failed: {' '.join(last)}")

    def _welcome(self, bind: str) -> None:
        base = f"http://{bind}"
        self._say(f"Status page  {base}/")
        self._say(f"Portal       {base}/portal/")
        self._say(f"Admin        {base}/admin/")
        if not settings.EMAIL_URL:
            self._say(f"Mail         in {PLACES.mail}, and in {base}/portal/outbox/")
        if _child_environment(bind).get("ALLCLEAR_DEMO") == "1":
            self._say("Demo people  tom@, priya@, mei@, elena@, kofi@northwind.example")
            self._say("             password allclear-demo")
        self._say(f"Logs         {PLACES.logs}")
        self._say("Stop with Ctrl-C.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _child_environment(bind: str) -> dict[str, str]:
    """Without a SECRET_KEY it is a demo: a key of this folder's own, demo people."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings", "PYTHONUNBUFFERED": "1"}
    if not os.environ.get("SECRET_KEY"):
        kept = PLACES.var / "secret-key"
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(secrets.token_urlsafe(50))
            kept.chmod(0o600)
        env["SECRET_KEY"] = kept.read_text()
        env.setdefault("ALLCLEAR_DEMO", "1")
    if not os.environ.get("SITE_URL"):
        env["SITE_URL"] = f"http://{bind}"
    if os.getuid() == 0:
        env["C_FORCE_ROOT"] = "1"
    return env


def _postgres_child(postgres: Postgres, env: dict[str, str]) -> Child:
    postgres.prepare()

    def ready(process: "subprocess.Popen[bytes]") -> "subprocess.Popen[bytes]":
        postgres.process = process
        postgres.wait_and_create()
        return postgres.process

    return Child(
        "The database",
        postgres.command(),
        PLACES.logs / "postgres.log",
        env,
        tied=False,
        ready=ready,
        stop_signal=signal.SIGINT,
    )


def programs(bind: str, env: dict[str, str]) -> list[Child]:
    """What runs beside the database and the broker: web server, worker, beat, timekeeper."""
    host, _, port = bind.rpartition(":")
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2",
        "--blocking-threads", "8", "--host", host, "--port", port, "--respawn-failed-workers",
        "--respawn-interval", "15", "--workers-kill-timeout", "8", "--no-ws",
        "--log-level", "warning", "portal.wsgi:application",
    ]  # fmt: skip
    celery = [sys.executable, "-m", "celery", "-A", "portal.celery"]
    worker = [
        *celery, "worker", "--concurrency", "2", "--loglevel", "WARNING",
        "--without-gossip", "--without-mingle", "--prefetch-multiplier", "1",
    ]  # fmt: skip
    beat = [*celery, "beat", "--loglevel", "WARNING", "-s", str(PLACES.var / "beat-schedule")]
    keeper = [sys.executable, "manage.py", "keep_time"]
    counts = PLACES.var / "metrics"
    shutil.rmtree(counts, ignore_errors=True)
    of_web = {**FRUGAL, **WEB_LIMITS, "PROMETHEUS_MULTIPROC_DIR": str(counts), **env}
    of_work = {**FRUGAL, **WORK_LIMITS, **env}
    of_beat = {**of_work, "ALLCLEAR_FACE": "beat"}
    return [
        Child("The web server", web, PLACES.logs / "web.log", of_web),
        Child("The worker", worker, PLACES.logs / "worker.log", of_work),
        Child("The beat", beat, PLACES.logs / "beat.log", of_beat),
        Child("The timekeeper", keeper, PLACES.logs / "timekeeper.log", of_work),
    ]


def _wait_for_page(bind: str, supervisor: Supervisor) -> None:
    host, _, port = bind.rpartition(":")
    waiter = threading.Event()
    for _ in range(300):
        with contextlib.suppress(OSError), socket.create_connection((host, int(port)), 1):
            return
        supervisor.look()
        waiter.wait(0.1)
    raise CommandError(f"The web server does not answer on {bind}. See {Path(PLACES.logs)}.")
