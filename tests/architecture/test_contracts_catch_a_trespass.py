"""Each contract is proved by planting a trespass and seeing it caught."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TRESPASSES = [
    ("portal/web/times.py", "import statuspage.values"),
    ("statuspage/values.py", "import incidents.catalog.models"),
    ("incidents/catalog/views.py", "import incidents.record.models"),
    ("incidents/comms/words.py", "import incidents.oncall.models"),
    ("incidents/oncall/paging/links.py", "import statuspage.published"),
    ("incidents/publishing.py", "import statuspage.models"),
    ("incidents/record/models/states.py", "import smtplib"),
]


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    house = tmp_path_factory.mktemp("house")
    for name in ("portal", "statuspage", "incidents"):
        shutil.copytree(ROOT / name, house / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", house)
    return house


def contracts_hold(house: Path) -> bool:
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter, "--no-cache"], cwd=house, capture_output=True, check=False)
    return done.returncode == 0


def test_the_house_as_it_is_keeps_them(copied: Path) -> None:
    assert contracts_hold(copied)


@pytest.mark.parametrize(("file", "line"), TRESPASSES)
def test_a_planted_trespass_is_caught(copied: Path, file: str, line: str) -> None:
    target = copied / file
    before = target.read_text()
    target.write_text(f"{before}\n{line}\n")
    try:
        assert not contracts_hold(copied)
    finally:
        target.write_text(before)
