"""Programs a benchmark starts and asks: servers on free ports, wrk, what they cost."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[2]
SCALE = {"us": 0.001, "ms": 1.0, "s": 1000.0}


class ToolMissing(Exception):
    """A program of the machine is absent; the text says how to get it."""


@dataclass(frozen=True)
class Load:
    """Requests a second, percentiles in milliseconds, CPU microseconds a request of the
    server asked, and answers that were neither 2xx nor 3xx."""

    rate: float
    median: float
    p99: float
    cpu: float
    failed: int


def tool(name: str, package: str) -> str:
    found = shutil.which(name) or f"/usr/sbin/{name}"
    if not Path(found).exists():
        raise ToolMissing(f"apt-get install {package}")
    return found


def wrk(
    url: str,
    pid: int,
    *,
    seconds: float,
    connections: int = 32,
    headers: Mapping[str, str] | None = None,
    script: Path | None = None,
) -> Load:
    """Ask as fast as it answers; `pid` is the server's, whose children count too."""
    command = [tool("wrk", "wrk"), "-t2", f"-c{connections}", f"-d{seconds}s", "--latency"]
    for name, value in (headers or {}).items():
        command += ["-H", f"{name}: {value}"]
    if script is not None:
        command += ["-s", str(script)]
    before = family_cpu(pid)
    report = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    cpu = family_cpu(pid) - before
    requests = int(_found(r"(\d+) requests in", report))
    return Load(
        rate=float(_found(r"Requests/sec:\s+([\d.]+)", report)),
        median=_percentile(50, report),
        p99=_percentile(99, report),
        cpu=cpu / max(requests, 1) * 1e6,
        failed=int(_found(r"Non-2xx or 3xx responses: (\d+)", report, default="0")),
    )


def _percentile(which: int, report: str) -> float:
    value, unit = _found(rf"{which}%\s+([\d.]+(?:us|ms|s))", report), ""
    value, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", value).groups()  # type: ignore[union-attr]
    return float(value) * SCALE[unit]


def _found(pattern: str, report: str, *, default: str = "") -> str:
    match = re.search(pattern, report)
    if match is None:
        if default:
            return default
        raise RuntimeError(f"wrk did not say {pattern}:\n{report}")
    return match[1]


def family_cpu(pid: int) -> float:
    """CPU seconds of a process and its children so far."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(stat.parent.name) == pid or int(fields[1]) == pid:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(
    command: list[str], url: str, *, log: Path, env: Mapping[str, str] | None = None
) -> Iterator[int]:
    """A server until the end of the block; its pid, once `url` answers anything."""
    with (
        log.open("ab") as output,
        subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **(env or {})}, stdout=output, stderr=output
        ) as process,
    ):
        try:
            _wait_for(url, process, log)
            yield process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)


def _wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended:\n{log.read_text()[-2000:]}")
        try:
            urlopen(Request(url, headers={"Accept-Encoding": "gzip"}), timeout=2).close()
        except HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"Nothing answers at {url}:\n{log.read_text()[-2000:]}")


@contextmanager
def timekeeper(log: Path, *, count: int = 1) -> Iterator[None]:
    """`manage.py keep_time`, which rings timers and works the outbox."""
    with log.open("ab") as output:
        keepers = [
            subprocess.Popen(
                [sys.executable, "manage.py", "keep_time"], cwd=ROOT, stdout=output, stderr=output
            )
            for _ in range(count)
        ]
        try:
            yield
        finally:
            for one in keepers:
                one.terminate()
            for one in keepers:
                one.wait(timeout=20)
