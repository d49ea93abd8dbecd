"""Units, image and compose file name what exists, and run what `manage.py up` runs."""

import configparser
import contextlib
import json
import os
import re
import secrets
import shlex
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from portal.management.commands import up
from tests.running import ROOT, eventually, free_port

DEPLOY = ROOT / "portal" / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
BIN = Path(sys.executable).parent
# Read by tests and by `make run` alone, or by no program of ours.
INTERNAL = {"ALLCLEAR_DEMO", "BIND", "CELERY_SKIP_CHECKS", "DEBUG",
            "DJANGO_SETTINGS_MODULE", "FAILPOINTS", "PROMETHEUS_MULTIPROC_DIR"}  # fmt: skip
_READ = re.compile(
    r"(?:env(?:\.\w+)?|number|environ\.(?:get|setdefault|pop)|getenv)\(\s*[\"']([A-Z_]+)[\"']"
)


def read_by_the_programs() -> set[str]:
    files = [ROOT / "manage.py"]
    for package in ("portal", "statuspage", "incidents"):
        files += (ROOT / package).rglob("*.py")
    found = {name for file in files for name in _READ.findall(file.read_text())}
    return {name for name in found if not name.startswith(("HTTP_", "CONTENT_"))}


def unit(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None, delimiters="=")
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(path)
    return parser


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return found


def image_lines(instruction: str) -> list[str]:
    text = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ")
    return [
        line.removeprefix(instruction).strip()
        for line in text.splitlines()
        if line.startswith(instruction + " ")
    ]


def commands() -> Iterator[list[str]]:
    """Every command line that is delivered, without the folder of its program."""
    for path in UNITS:
        line = shlex.split(unit(path)["Service"]["ExecStart"])
        yield shlex.split(line[2].removeprefix("exec ")) if line[0] == "/bin/sh" else line
    yield json.loads(image_lines("CMD")[-1])
    for service in compose()["services"].values():
        if service.get("image") == "allclear" and "command" in service:
            line = service["command"]
            yield from map(shlex.split, line[2].split(" && ")) if line[0] == "sh" else [line]


def same_but_for_place(line: list[str]) -> list[str]:
    """Programs by name; without addresses and files, which differ from place to place."""
    words, own = [], {"--host", "--port", "-s"}
    for before, word in zip(["", *line], line, strict=False):
        if word not in own and before not in own:
            words.append(Path(word).name)
    return words


def test_the_example_names_every_value_that_is_read_and_no_other() -> None:
    text = (DEPLOY / "environment.example").read_text()
    named = set(re.findall(r"^#?([A-Z_]+)=", text, re.M))

    wanted = read_by_the_programs() - INTERNAL
    assert named - wanted == set()
    assert wanted - named == set()


def test_units_and_containers_set_only_values_that_are_read() -> None:
    known = read_by_the_programs() | set(up.FRUGAL)
    for path in UNITS:
        for line in re.findall(r"^Environment=(.+)$", path.read_text(), re.M):
            assert {word.split("=")[0] for word in line.split()} <= known, path.name
    for name, service in compose()["services"].items():
        if service["image"] == "allclear":
            assert set(service.get("environment", {})) <= known, name


def test_they_are_as_frugal_as_up() -> None:
    for path in UNITS:
        if unit(path)["Service"]["Type"] == "exec":
            lines = re.findall(r"^Environment=(.+)$", path.read_text(), re.M)
            words = [word for line in lines for word in line.split()]
            assert {f"{name}={value}" for name, value in up.FRUGAL.items()} <= set(words), path.name
    for name in ("web", "worker", "beat", "timekeeper"):
        assert up.FRUGAL.items() <= compose()["services"][name]["environment"].items(), name


@pytest.mark.parametrize("line", list(commands()), ids=lambda line: " ".join(line)[-60:])
def test_every_delivered_command_exists_with_its_options(line: list[str]) -> None:
    program = Path(line[0]).name
    if program == "python":
        assert line[1] == "manage.py"
        assert line[2] in get_commands()
        return
    subcommand = [word for word in line if word in {"worker", "beat"}]
    asked = [str(BIN / program), *(["-A", "portal.celery"] if subcommand else []), *subcommand]
    helped = subprocess.run(
        [*asked, "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    options = [word for word in line if word.startswith("--")]
    assert options
    assert [option for option in options if option not in helped] == []


def test_they_run_what_up_runs(tmp_path: Path) -> None:
    run_by_up = [
        same_but_for_place([word for word in child.command if word not in {sys.executable, "-m"}])
        for child in up.programs("127.0.0.1:8000", {})
    ]
    delivered = [
        same_but_for_place([word for word in line if Path(word).name != "python"])
        for line in commands()
    ]

    assert [line for line in run_by_up if line not in delivered] == []


def test_units_are_whole() -> None:
    target = (DEPLOY / "systemd" / "allclear.target").read_text()
    for path in UNITS:
        service = unit(path)["Service"]
        assert service["User"] == "allclear"
        assert service["ProtectSystem"] == "strict"
        assert service["NoNewPrivileges"] == "yes"
        assert service["EnvironmentFile"] == "/etc/allclear/environment"
        if service["Type"] == "exec":
            assert path.name in target
            assert service["Restart"] == "always"
            assert int(service["TimeoutStopSec"]) >= 20


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    for path in (DEPLOY / "systemd").iterdir():
        text = path.read_text().replace("/opt/allclear/.venv/bin", str(BIN))
        text = text.replace("/opt/allclear", str(ROOT))
        text = text.replace("EnvironmentFile=/", "EnvironmentFile=-/")
        (tmp_path / path.name).write_text(text)
    files = sorted(map(str, tmp_path.iterdir()))

    done = subprocess.run(
        ["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False
    )

    assert [line for line in done.stderr.splitlines() if str(tmp_path) in line] == []
    assert done.returncode == 0, done.stderr


def test_the_web_unit_answers_probes_and_logs_json(tmp_path: Path) -> None:
    service = unit(DEPLOY / "systemd" / "allclear-web.service")["Service"]
    port = free_port()
    line = service["ExecStart"].replace("/opt/allclear/.venv/bin", str(BIN))
    env = {
        "PATH": os.environ["PATH"],
        "ALLCLEAR_VAR": str(tmp_path),
        "SITE_URL": "https://status.example.com",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "metrics"),
    }
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            shlex.split(line.replace(" 8000 ", f" {port} ")), cwd=ROOT, env=env, stderr=output
        )

    def answers() -> bool:
        probe = f"http://127.0.0.1:{port}/healthz"
        with contextlib.suppress(OSError), urllib.request.urlopen(probe) as answer:
            return bool(answer.read() == b"ok\n")
        return False

    try:
        eventually(answers, within=30, what="an answer")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            assert b"allclear_database_up 0.0" in answer.read()
        ask = urllib.request.Request(
            f"http://127.0.0.1:{port}/portal/?q=hush", headers={"X-Forwarded-Proto": "https"}
        )
        with contextlib.suppress(OSError):
            urllib.request.urlopen(ask).close()
    finally:
        process.terminate()
        process.wait(60)
    said = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    assert {"GET", "/portal/"} <= {value for one in said for value in map(str, one.values())}
    assert "hush" not in log.read_text()


def test_the_image_copies_what_is_there_and_no_secret() -> None:
    copied = [line.split()[0] for line in image_lines("COPY") if not line.startswith("--from")]
    let_in = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()

    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert [name for name in copied if f"!{name}" not in let_in] == []
    for secret in ("portal/deploy/environment", "portal/deploy/database-password"):
        assert secret in let_in[let_in.index("!portal") :]
        assert secret in (ROOT / ".gitignore").read_text().splitlines()


def test_containers_fit_together() -> None:
    whole = compose()
    services = whole["services"]
    for name, service in services.items():
        after = service.get("depends_on", {})
        assert set(after) <= set(services), name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in whole["volumes"] or (DEPLOY / source).exists(), volume
    ours = [one for one in services.values() if one["image"] == "allclear"]
    assert len(ours) == 5
    assert all(one["read_only"] and one["cap_drop"] == ["ALL"] for one in ours)
    context = services["migrate"]["build"]
    assert (DEPLOY / context["context"] / context["dockerfile"]).resolve() == DEPLOY / "Dockerfile"
