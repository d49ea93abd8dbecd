"""Every benchmark in turn (`make bench`), or those that are named.

    python -m tests.bench [--full] [name …]

Each runs by itself: a process, a database and ports of its own. `--full` takes the numbers
of production (100,000 incidents, five minutes of storm), which takes most of an hour.
"""

import argparse
import subprocess
import sys
from importlib import import_module

from tests.bench import figures
from tests.bench.load import ToolMissing
from tests.bench.stage import set_stage

NAMES = (
    "front",
    "publishing",
    "mail",
    "telling",
    "intake",
    "storm",
    "lists",
    "pages",
    "room",
    "timers",
    "start",
    "growth",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], metavar="name", help=str(NAMES))
    parser.add_argument("--full", action="store_true", help="the numbers of production")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.alone:
        measure(asked.names[0], full=asked.full)
        return
    names = asked.names or NAMES
    for name in names:
        sys.stdout.write(f"\n== {name}\n")
        sys.stdout.flush()
        figures.forget(name)
        command = [sys.executable, "-m", "tests.bench", "--alone", name]
        subprocess.run([*command, *(["--full"] if asked.full else [])], check=False)
    figures.sum_up(names, size="full" if asked.full else "short")


def measure(name: str, *, full: bool) -> None:
    """Run one benchmark in this process and keep what it found."""
    with set_stage(full=full) as stage:
        try:
            found = import_module(f"tests.bench.{name}").measure(stage)
        except ToolMissing as missing:
            found = figures.Figures()
            found.missing(name, str(missing))
    figures.publish(name, found)


if __name__ == "__main__":
    main()
