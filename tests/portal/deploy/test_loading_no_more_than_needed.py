"""Each program loads what it does its work with: memory is what a small machine has least of."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import ROOT

# Heavy, and of use for a moment to a few.
SELDOM = {"PIL", "anymail", "ninja", "weasyprint", "requests", "httpx", "lxml"}
SCREENS = {"incidents.command.views.room", "statuspage.views.pages", "portal.urls"}
WORKS = "from portal.celery import app; app.loader.import_default_modules()"
LOADS = {
    "the web server": ("import portal.wsgi", {}, SELDOM - {"ninja"}),
    "the worker": (WORKS, {}, SELDOM | SCREENS | {"cryptography", "fido2", "allauth.mfa.urls"}),
    "the timekeeper": (
        "import django; django.setup(); import portal.management.commands.keep_time",
        {},
        SELDOM | SCREENS | {"cryptography", "fido2"},
    ),
    "the beat": (
        f"{WORKS}; import portal.checks.beat",
        {"ALLCLEAR_FACE": "beat"},
        SELDOM | SCREENS | {"cryptography", "incidents", "statuspage", "allauth", "icalendar"},
    ),
}


def loaded(does: str, tmp_path: Path, **environment: str) -> set[str]:
    """The modules a program of ours has loaded after it did this."""
    says = f"{does}; import sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", says],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings", "SECRET_KEY": "k" * 50,
             "ALLCLEAR_VAR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=True,
    )  # fmt: skip
    return set(done.stdout.split())


@pytest.mark.parametrize("program", LOADS)
def test_it_loads_nothing_it_seldom_needs(program: str, tmp_path: Path) -> None:
    does, environment, never = LOADS[program]

    found = loaded(does, tmp_path, **environment)

    assert "portal.celery" in found
    assert found & never == set()


def test_what_minds_the_others_loads_none_of_their_apps(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "manage.py", "up"],
        cwd=ROOT,
        env={**os.environ, "BIND": "nowhere", "ALLCLEAR_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "portal.embedded.supervision" in done.stderr
    assert "portal.people" not in done.stderr
    assert "incidents.record" not in done.stderr
