"""The public page from Allclear's front against nginx with the same bytes, in one run.

    python -m tests.bench.front [seconds]

nginx serves the published page pre-compressed (`gzip_static`), then the front does under
granian with the database stopped, then nginx with `portal/deploy/nginx.conf`. Goals stand in
QUALITY: the front at 0.60 of nginx's rate for at most 2.5 of its CPU a request, p99 up to
10 ms; the published files behind our nginx.conf at 0.85.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[2]
PLAIN, FRONT, OURS = 18110, 18111, 18112
ROUNDS = 3


@dataclass(frozen=True)
class Figures:
    """Requests a second, p99 in milliseconds, CPU microseconds a request, answers not 2xx."""

    rate: float
    p99: float
    cpu: float
    failed: int


def publish_example(folder: Path) -> int:
    """Publish a page of 20 components and 3 open notices; the bytes of its gzip."""
    script = (
        "import tests.embedded_database, django; django.setup();"
        "from tests.bench.example import main; main()"
    )
    environment = {
        **os.environ,
        "ALLCLEAR_VAR": str(folder),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    environment.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, check=True)
    return (folder / "public" / "index.html.gz").stat().st_size


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


def measure(port: int, pid: int, seconds: int, path: str) -> Figures:
    address = f"http://127.0.0.1:{port}{path}"
    command = ["wrk", "-t2", "-c32", f"-d{seconds}s", "--latency", "-H", "Accept-Encoding: gzip"]
    before = family_cpu(pid)
    report = subprocess.run([*command, address], capture_output=True, text=True, check=True).stdout
    cpu = family_cpu(pid) - before
    requests = int(re.search(r"(\d+) requests in", report)[1])  # type: ignore[index]
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", report)[1])  # type: ignore[index]
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", report).groups()  # type: ignore[union-attr]
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", report)
    scale = {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]
    return Figures(
        rate, float(number) * scale, cpu / requests * 1e6, int(failed[1]) if failed else 0
    )


@contextmanager
def running(command: list[str], port: int, environment: dict[str, str]) -> Iterator[int]:
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            wait_for(port)
            yield process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)


def wait_for(port: int) -> None:
    for _ in range(150):
        try:
            asked = Request(f"http://127.0.0.1:{port}/", headers={"Accept-Encoding": "gzip"})
            with urlopen(asked, timeout=1) as answer:
                if answer.headers["Content-Encoding"] != "gzip":
                    raise RuntimeError(f"Port {port} does not answer with the compressed page.")
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"Nothing answers on port {port}.")


def plain_nginx(folder: Path) -> list[str]:
    conf = folder / "plain.conf"
    conf.write_text(
        f"daemon off; worker_processes 2; pid {folder}/plain.pid; error_log /dev/null;\n"
        "events { worker_connections 512; }\n"
        "http { include /etc/nginx/mime.types; access_log off; sendfile on; gzip_static on;"
        " keepalive_requests 1000000;\n"
        f"  server {{ listen 127.0.0.1:{PLAIN}; root {folder}/public; }} }}\n"
    )
    return ["nginx", "-c", str(conf), "-p", str(folder)]


def our_nginx(folder: Path) -> list[str]:
    """`portal/deploy/nginx.conf` as it stands, put between the lines every nginx needs."""
    ours = (ROOT / "portal/deploy/nginx.conf").read_text()
    ours = re.sub(r"listen [^;]+;", f"listen 127.0.0.1:{OURS};", ours)
    ours = re.sub(r"/srv/allclear/public", f"{folder}/public", ours)
    conf = folder / "ours.conf"
    conf.write_text(
        f"daemon off; worker_processes 2; pid {folder}/ours.pid; error_log /dev/null;\n"
        "events { worker_connections 512; }\n"
        f"http {{ include /etc/nginx/mime.types; access_log off;\n{ours}\n}}\n"
    )
    return ["nginx", "-c", str(conf), "-p", str(folder)]


def granian() -> list[str]:
    options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(FRONT)]
    program = [sys.executable, "-m", "granian", *options, "--workers", "2", "--no-ws"]
    return [*program, "--http", "1", "portal.wsgi:application"]


def contenders(folder: Path, environment: dict[str, str]) -> dict[str, tuple[list[str], int]]:
    return {
        "nginx, gzip_static": (plain_nginx(folder), PLAIN),
        "front under granian": (granian(), FRONT),
        "nginx, our nginx.conf": (our_nginx(folder), OURS),
    }


def show(name: str, figures: list[Figures], reference: list[Figures]) -> None:
    best = max(figures, key=lambda one: one.rate)
    base = max(reference, key=lambda one: one.rate)
    print(  # noqa: T201
        f"{name:24} {best.rate:9.0f} req/s  {best.rate / base.rate:5.2f} x"
        f"  {best.cpu:6.1f} us CPU  {best.cpu / base.cpu:5.2f} x"
        f"  p99 {best.p99:6.2f} ms  failed {best.failed}"
    )


def main(seconds: int = 5) -> None:
    folder = Path(tempfile.mkdtemp(prefix="acb-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        size = publish_example(folder)
        print(f"the page: {size} bytes as gzip; the database is stopped")  # noqa: T201
        environment = {
            **os.environ,
            "ALLCLEAR_VAR": str(folder),
            "DATABASE_URL": f"postgres://nobody@/{folder}/gone/none",
            "SECRET_KEY": "only-for-the-benchmark-" + "x" * 40,
        }
        found: dict[str, list[Figures]] = {}
        for _ in range(ROUNDS):
            for name, (command, port) in contenders(folder, environment).items():
                with running(command, port, environment) as pid:
                    measure(port, pid, 1, "/")
                    found.setdefault(name, []).append(measure(port, pid, seconds, "/"))
        for name, figures in found.items():
            show(name, figures, found["nginx, gzip_static"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
