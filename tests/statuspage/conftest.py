from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser
from pytest_django import Settings

from tests.browser import chromium
from tests.loopback import serving
from tests.make_statuspage import Visitor


@pytest.fixture(autouse=True)
def _published_here(settings: Settings, tmp_path: Path) -> None:
    settings.PUBLIC_DIR = tmp_path / "public"


@pytest.fixture
def front() -> Iterator[str]:
    """The front over real HTTP, without Django behind it; it looks for news at every request."""
    visitor = Visitor()

    def at_once(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        visitor.front.shelf._next_look = 0.0
        return visitor.front(environ, start_response)

    with serving(at_once) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Playwright keeps an event loop in this thread; Django is not called from inside it, but
    has a connection of its own there."""
    with pytest.MonkeyPatch.context() as patch, chromium() as found:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield found
        connection.close()
