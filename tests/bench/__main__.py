"""Every benchmark in turn: `make bench`."""

import subprocess
import sys

for name in ("front", "publishing", "mail"):
    sys.stdout.write(f"== {name}\n")
    sys.stdout.flush()
    subprocess.run([sys.executable, "-m", f"tests.bench.{name}"], check=True)
