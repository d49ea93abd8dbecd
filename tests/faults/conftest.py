"""What fault tests share."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.embedded.valkey import Valkey


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Path]:
    """A running broker's socket."""
    valkey = Valkey(tmp_path / "valkey", tmp_path / "broker.sock")
    with (tmp_path / "broker.log").open("wb") as log:
        process = subprocess.Popen(valkey.command(), stdout=log, stderr=log)
    valkey.wait(process)
    yield valkey.socket
    process.kill()
    process.wait()
