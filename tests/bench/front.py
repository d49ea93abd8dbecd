"""The public page from Allclear's front against nginx with the same bytes, in one run.

nginx serves the published folder pre-compressed (`gzip_static`); then the front does, under
granian as `manage.py up` starts it; then nginx with `portal/deploy/nginx.conf`. The database
is stopped all the while, so that no answer can have asked it.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from statuspage.snapshot.folder import read_manifest
from statuspage.snapshot.publishing import publish_site
from tests.bench import example
from tests.bench.figures import Figures
from tests.bench.load import Load, running, tool, wrk
from tests.bench.stage import Stage
from tests.bench.web import granian
from tests.running import free_port

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 3
# nginx closes a connection after so many requests; the same for both, or one of them spends
# its time on connecting.
KEPT_ALIVE = 10_000
COMPRESSED = {"Accept-Encoding": "gzip"}
REFERENCE, FRONT, OURS = "nginx, gzip_static", "the front", "our nginx.conf"

# Its address also takes what people send, so our nginx.conf leaves it to Allclear.
ANSWERED_BEHIND = {"form"}

Server = Callable[[Stage], AbstractContextManager[tuple[str, int]]]


def measure(stage: Stage) -> Figures:
    found = Figures()
    example.fill()
    publish_site(anyway=True)
    kinds = one_of_each_kind()
    weigh(found)
    connection.close()
    stage.postgres.stop()
    loads: dict[tuple[str, str], list[Load]] = {}
    servers: dict[str, Server] = {REFERENCE: plain_nginx, FRONT: granian, OURS: our_nginx}
    for _ in range(ROUNDS):
        for name, server in servers.items():
            with server(stage) as (url, pid):
                wrk(f"{url}/", pid, seconds=1, headers=COMPRESSED)
                for kind, path in kinds.items():
                    if name == OURS and kind in ANSWERED_BEHIND:
                        continue
                    seconds = stage.of(3, 10) if path == "/" else stage.of(1, 3)
                    load = wrk(f"{url}{path}", pid, seconds=seconds, headers=COMPRESSED)
                    loads.setdefault((name, kind), []).append(load)
    for kind in kinds:
        compare(found, kind, {name: loads.get((name, kind), []) for name in servers})
    failed = sum(load.failed for every in loads.values() for load in every)
    found.within("answers but 2xx, database stopped", ours=failed, goal=0, unit="")
    return found


def compare(found: Figures, kind: str, loads: dict[str, list[Load]]) -> None:
    """Each by its best round: whatever else the machine did only takes away."""
    best = {name: max(every, key=lambda one: one.rate) for name, every in loads.items() if every}
    base, front = best[REFERENCE], best[FRONT]
    found.at_least(
        f"{kind}: front under granian", ours=front.rate, reference=base.rate, goal=0.6, unit="/s"
    )
    if kind not in ANSWERED_BEHIND:
        found.at_least(
            f"{kind}: our nginx.conf",
            ours=best[OURS].rate,
            reference=base.rate,
            goal=0.85,
            unit="/s",
        )
    cpu = min(one.cpu for one in loads[FRONT]), min(one.cpu for one in loads[REFERENCE])
    found.at_most(
        f"{kind}: front's CPU a request", ours=cpu[0], reference=cpu[1], goal=2.5, unit="µs"
    )
    late = min(one.p99 for one in loads[FRONT])
    found.within(f"{kind}: front's p99", ours=late, goal=10, unit="ms")


def one_of_each_kind() -> dict[str, str]:
    """A published address of every kind the snapshot has."""
    patterns = {
        "page": r"/",
        "notice": r"/incidents/\w+/",
        "history": r"/history/",
        "year": r"/history/\d+/",
        "form": r"/subscribe/",
        "API": r"/api/v2/summary\.json",
        "style sheet": r"/assets/.*\.css",
        "uptime": r"/uptime/\w+/",
        "maintenance": r"/maintenance/",
    }
    paths = list(read_manifest(settings.PUBLIC_DIR).rows)
    return {
        kind: next(path for path in paths if re.fullmatch(pattern, path))
        for kind, pattern in patterns.items()
    }


def weigh(found: Figures) -> None:
    """What a first visit loads: the page, its style sheet, its script."""
    rows = read_manifest(settings.PUBLIC_DIR).rows
    loaded = [path for path in rows if path == "/" or re.search(r"^/assets/.*\.(css|js)$", path)]
    for name, suffix in (("brotli", ".br"), ("gzip", ".gz")):
        files = [settings.PUBLIC_DIR / (rows[path]["file"] + suffix) for path in loaded]
        size = sum(file.stat().st_size for file in files)
        found.within(
            f"first visit, {name}",
            ours=size / 1024,
            goal=12,
            unit="KB",
            note=f"{len(files)} files",
        )


@contextmanager
def plain_nginx(stage: Stage) -> Iterator[tuple[str, int]]:
    port = free_port()
    lines = (
        f"sendfile on; gzip_static on; keepalive_requests {KEPT_ALIVE};\n"
        f"server {{ listen 127.0.0.1:{port}; root {settings.PUBLIC_DIR}; }}"
    )
    with nginx(stage, "plain", port, lines) as pid:
        yield f"http://127.0.0.1:{port}", pid


@contextmanager
def our_nginx(stage: Stage) -> Iterator[tuple[str, int]]:
    """`portal/deploy/nginx.conf` as it stands, put between the lines every nginx needs."""
    port = free_port()
    lines = (ROOT / "portal/deploy/nginx.conf").read_text()
    lines = re.sub(r"listen [^;]+;", f"listen 127.0.0.1:{port};", lines)
    lines = re.sub(r"keepalive_requests [^;]+;", f"keepalive_requests {KEPT_ALIVE};", lines)
    lines = lines.replace("/srv/allclear/public", str(settings.PUBLIC_DIR))
    with nginx(stage, "ours", port, lines) as pid:
        yield f"http://127.0.0.1:{port}", pid


@contextmanager
def nginx(stage: Stage, name: str, port: int, lines: str) -> Iterator[int]:
    conf = stage.folder / f"{name}.conf"
    conf.write_text(
        f"daemon off; worker_processes 2; pid {stage.folder}/{name}.pid; error_log /dev/null;\n"
        "events { worker_connections 512; }\n"
        f"http {{ include /etc/nginx/mime.types; access_log off;\n{lines}\n}}\n"
    )
    command = [tool("nginx", "nginx"), "-c", str(conf), "-p", str(stage.folder)]
    with running(command, f"http://127.0.0.1:{port}/", log=stage.folder / "nginx.log") as pid:
        yield pid
