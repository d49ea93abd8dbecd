"""The web server exactly as `manage.py up` starts it, on a free port."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from portal.management.commands.up import programs
from tests.bench.load import running
from tests.bench.stage import Stage
from tests.running import free_port


@contextmanager
def granian(stage: Stage, **env: str) -> Iterator[tuple[str, int]]:
    """Its address without a slash at the end, and its pid."""
    bind = f"127.0.0.1:{free_port()}"
    url = f"http://{bind}"
    child = programs(bind, {**os.environ, "SITE_URL": url, **env})[0]
    with running(
        child.command, f"{url}/healthz", log=stage.folder / "web.log", env=child.env
    ) as pid:
        yield url, pid
