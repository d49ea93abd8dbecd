from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _published_here(settings: Settings, tmp_path: Path) -> None:
    settings.PUBLIC_DIR = tmp_path / "public"
