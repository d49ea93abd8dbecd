"""How long publishing takes with much behind it: 300 components, 1,000 past notices.

    python -m tests.bench.publishing [times]

Prints the time from the commit of an update to its bytes in a front that polls as a visitor
would, and what a full first rendering costs. The goal stands in QUALITY: p99 up to 1 s.
"""

import os
import shutil
import subprocess
import sys
import tempfile

SCRIPT = (
    "import tests.embedded_database, django; django.setup();"
    "from tests.bench.example import measure_publishing; measure_publishing({times})"
)


def main(times: int = 60) -> None:
    folder = tempfile.mkdtemp(prefix="acb-", dir="/tmp")
    environment = {
        **os.environ,
        "ALLCLEAR_VAR": folder,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    environment.pop("DATABASE_URL", None)
    try:
        command = [sys.executable, "-c", SCRIPT.format(times=times)]
        subprocess.run(command, env=environment, check=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
