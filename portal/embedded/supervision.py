"""Child processes kept running: one dies, it is started again and that is said."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from portal.embedded.postgres import die_with_parent

FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0
STABLE_AFTER = 60.0


@dataclass
class Child:
    """One supervised program: how to start it, and where its output goes."""

    name: str
    command: list[str]
    log: Path
    env: dict[str, str]
    tied: bool = True
    ready: "Callable[[subprocess.Popen[bytes]], subprocess.Popen[bytes]] | None" = None
    stop_signal: int = 15
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    wait: float = FIRST_WAIT
    start_at: float = field(default=0.0)

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        prefix = die_with_parent() if self.tied else []
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603
                [*prefix, *self.command],
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env=self.env,
                start_new_session=True,
            )
        self.started = time.monotonic()
        if self.ready:
            self.process = self.ready(self.process)

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self, *, within: float = 10.0) -> None:
        if self.process is None or not self.is_running:
            return
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class Supervisor:
    """Starts children in order, restarts what dies with back-off, stops in reverse."""

    say: Callable[[str], None]
    children: list[Child] = field(default_factory=list)

    def add(self, child: Child) -> None:
        child.start()
        self.children.append(child)

    def look(self) -> None:
        """One round: restart what died, no sooner than its wait allows."""
        now = time.monotonic()
        for child in self.children:
            if child.is_running:
                if now - child.started > STABLE_AFTER:
                    child.wait = FIRST_WAIT
                continue
            if not child.start_at:
                code = child.process.returncode if child.process else None
                self.say(f"{child.name} ended ({code}); starting it again. See {child.log}.")
                child.start_at = now + child.wait
                child.wait = min(child.wait * 2, LONGEST_WAIT)
            elif now >= child.start_at:
                child.start_at = 0.0
                try:
                    child.start()
                except Exception as error:  # noqa: BLE001
                    self.say(f"{child.name} did not start: {error}")

    def stop(self) -> None:
        for child in reversed(self.children):
            child.stop()
