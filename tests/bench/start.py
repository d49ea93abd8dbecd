"""`make run` after its installation: from the command to the first page, the first time and
again, and what the whole stack holds in memory."""

import time
from pathlib import Path
from urllib.request import urlopen

from tests.bench.figures import Figures
from tests.bench.stage import Stage
from tests.running import RunningAllclear, descendants, running_allclear

ROUNDS = 3
# A cold start may take 90 s with the installation; without it, half of that.
COLD, WARM, MEMORY = 45, 6, 600


def measure(stage: Stage) -> Figures:
    found = Figures()
    stage.postgres.stop()
    var = stage.folder / "up" / "var"
    var.mkdir(parents=True)
    cold, _ = start(var)
    warm, memory = min(start(var) for _ in range(ROUNDS))
    found.within("cold start, after installing", ours=cold, goal=COLD, unit="s")
    found.within("warm start to the first page", ours=warm, goal=WARM, unit="s")
    found.within("whole stack, resident", ours=memory, goal=MEMORY, unit="MB", note="shared once")
    return found


def start(var: Path) -> tuple[float, float]:
    """Seconds to the first page, and megabytes afterwards."""
    began = time.monotonic()
    with running_allclear(var, fresh=True) as up:
        for path in ("/", "/account/login/"):
            urlopen(f"{up.url}{path}", timeout=10).close()
        took = time.monotonic() - began
        return took, memory(up)


def memory(up: RunningAllclear) -> float:
    """Megabytes of all its processes, what they share counted once."""
    pids = [up.process.pid, *descendants(up.process.pid)]
    return sum(proportional(pid) for pid in pids) / 1024


def proportional(pid: int) -> int:
    """Kilobytes a process holds, its part of what it shares."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
