"""The rules of the house that no linter knows."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("portal", "statuspage", "incidents")
TOP_LEVEL = {
    "manage.py", "pyproject.toml", "README.md", "portal", "incidents", "statuspage", "templates",
    "static", "tests", "Makefile", "LICENSE", "CHANGELOG.md", "requirements.txt",
    "requirements-dev.txt",
}  # fmt: skip
BANNED_NAMES = {
    "utils", "helpers", "common", "core", "base", "services", "manager", "managers", "handler",
    "handlers",
}  # fmt: skip
LONGEST_FILE, LONGEST_TEMPLATE = 250, 120
# All settings stand in one file, whatever its length.
MAY_BE_LONG = {"portal/settings.py"}
# Where the clock may be read: at the edges, and where it is the database's.
CLOCK_READERS = ("views", "tasks.py", "timers.py", "management", "admin.py", "admin", "context.py",
                 "templatetags", "manage_api", "api")  # fmt: skip
# Addresses that nobody signs in for, each for a reason of its own.
OPEN_TO_ALL = re.compile(
    r"^/($|static/|account/|healthz$|readyz$|metrics$|in/|subscribe/|unsubscribe/|briefing/|history/|incidents/"
    r"|uptime/|maintenance/|x/|api/v2/|v1/|assets/|portal/(?:pages|asked|permission)/x/$|portal/devices/worker.js$|portal/on-call/(swaps/x/$|feeds/x/)|admin/login/$|admin/jsi18n/)"
)


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).exists()]


def sources() -> list[Path]:
    return [
        path
        for path in tracked()
        if path.suffix == ".py"
        and path.relative_to(ROOT).parts[0] in PACKAGES
        and "migrations" not in path.parts
    ]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_top_level_holds_only_what_belongs_there() -> None:
    top = {path.relative_to(ROOT).parts[0] for path in tracked()}

    assert {name for name in top if not name.startswith(".")} <= TOP_LEVEL


def test_no_module_has_a_name_that_attracts_everything() -> None:
    assert [named(path) for path in sources() if path.stem in BANNED_NAMES] == []


def test_no_file_is_too_long() -> None:
    limits = [(path, LONGEST_FILE) for path in sources() if named(path) not in MAY_BE_LONG]
    limits += [(path, LONGEST_TEMPLATE) for path in tracked() if path.suffix == ".html"]

    long = [named(path) for path, most in limits if len(path.read_text().splitlines()) > most]

    assert long == []


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield node


def test_no_function_imports() -> None:
    found = [
        f"{named(path)}:{inner.lineno}"
        for path in sources()
        for function in _functions(ast.parse(path.read_text()))
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert found == []


def test_no_model_overrides_save_or_orders_itself() -> None:
    found = []
    for path in sources():
        if "models" not in path.parts and path.name != "models.py":
            continue
        tree = ast.parse(path.read_text())
        found += [f"{named(path)}: save" for one in _functions(tree) if one.name == "save"]
        found += [
            f"{named(path)}: ordering"
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef) and node.name == "Meta"
            for line in node.body
            if isinstance(line, ast.Assign)
            and any(isinstance(to, ast.Name) and to.id == "ordering" for to in line.targets)
        ]

    assert found == []


def test_only_the_edges_read_the_clock() -> None:
    reading = re.compile(r"\b(timezone\.now|datetime\.now|datetime\.utcnow|date\.today)\(")
    found = [
        named(path)
        for path in sources()
        if reading.search(path.read_text())
        and not any(part in CLOCK_READERS for part in path.relative_to(ROOT).parts)
        and path.stem != "views"
    ]

    assert found == []


def _chained(call: ast.expr) -> Iterator[tuple[str, ast.Call]]:
    """The methods called one upon the other, the last first."""
    while isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
        yield call.func.attr, call
        call = call.func.value


def test_no_lock_reaches_the_rows_that_are_read_along() -> None:
    """Whoever writes a row that refers to them would wait until it is let go."""
    found = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            calls = dict(_chained(node)) if isinstance(node, ast.Call) else {}
            lock = calls.get("select_for_update")
            if lock is not None and "select_related" in calls and not lock.keywords:
                found.append(f"{named(path)}:{lock.lineno}")

    assert found == []


def test_no_link_is_built_from_the_host_a_request_names() -> None:
    found = [named(path) for path in sources() if "build_absolute_uri" in path.read_text()]

    assert found == []


def test_every_action_says_who_and_when() -> None:
    found = []
    for path in sources():
        if path.parent.name != "actions" or path.stem == "__init__":
            continue
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.FunctionDef) or node.name != path.stem:
                continue
            names = {one.arg for one in node.args.kwonlyargs}
            if node.args.args or not ("at" in names or node.name == "lock_incident"):
                found.append(f"{named(path)}: {node.name}")

    assert found == []


def test_no_template_holds_code() -> None:
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)|\son(?:click|load|error|submit|change|input|focus|blur|key\w+|mouse\w+)=|hx-on|javascript:|\sstyle=",
        re.I,
    )
    found = [
        named(path)
        for path in tracked()
        if path.suffix == ".html" and "mail" not in path.parts and inline.search(path.read_text())
    ]

    assert found == []


def test_only_its_door_loads_an_incident_for_a_screen() -> None:
    loading = re.compile(r"get_object_or_404\(\s*Incident\b|Incident\.objects\.get\(")
    found = [
        named(path)
        for path in sources()
        if "views" in path.parts and loading.search(path.read_text())
    ]

    assert found == []


def test_nothing_committed_names_a_registry_or_this_machine() -> None:
    host = re.compile(r"https?://[a-z0-9.-]*(?:py" r"pi|python" r"hosted|npm" r"js)[a-z0-9.-]*")
    here = re.compile(r"/work/" r"(main|shared)")
    found = [
        named(path)
        for path in tracked()
        if path.suffix in {".py", ".txt", ".toml", ".md", ".html", ""}
        and (host.search(path.read_text()) or here.search(path.read_text()))
    ]

    assert found == []


def _addresses(patterns: list[URLPattern | URLResolver], prefix: str = "/") -> Iterator[str]:
    for one in patterns:
        route = str(one.pattern).lstrip("^")
        if isinstance(one, URLResolver):
            yield from _addresses(one.url_patterns, prefix + route)
        else:
            plain = re.sub(r"<int:[^>]+>", "1", prefix + route)
            plain = re.sub(r"<[^>]+>", "x", plain)
            if "(" not in plain:
                yield plain.replace("\\Z", "").rstrip("$")


@pytest.mark.parametrize("address", sorted(set(_addresses(get_resolver().url_patterns))))
def test_a_stranger_is_asked_to_sign_in(address: str) -> None:
    if OPEN_TO_ALL.match(address):
        return

    answer = Client().get(address)

    assert answer.status_code in {302, 405}, address
    if answer.status_code == 302:
        assert "/login/" in answer["Location"]
