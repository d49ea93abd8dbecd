"""Programs of others from npm, as `make` installs them by the lock in tests/statuspage/clients."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

CLIENTS = Path(__file__).parents[1] / ".venv" / "clients" / "node_modules"
MISSING = "The clients are not installed: `make .venv/clients.stamp` (it needs npm)."


def node(script: str, *words: str, given: str = "", **env: str) -> Any:
    """What a script, in which they can be required, prints as JSON; `given` is its input.
    Without them the test fails and says what to do."""
    program = shutil.which("node")
    assert program, MISSING
    assert CLIENTS.is_dir(), MISSING
    done = subprocess.run(
        [program, "-e", script, "--", *words],
        input=given,
        env={"NODE_PATH": str(CLIENTS), **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
