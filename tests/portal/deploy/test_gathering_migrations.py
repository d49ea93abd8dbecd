"""A release gathers migrations into one: databases and backups of before are known."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from portal.embedded import backups, gathered

Row = MigrationRecorder.Migration


def left_to_do() -> list[str]:
    executor = MigrationExecutor(connection)
    return [str(one) for one, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def backup_of(folder: Path, **migrations: str) -> Path:
    folder.mkdir()
    manifest = {"made_at": "", "site_url": "", "postgres": 18, "migrations": migrations}
    (folder / "manifest.json").write_text(json.dumps({**manifest, "files": {}}))
    return folder


def test_what_took_every_step_has_nothing_left_to_do() -> None:
    forgotten, _ = Row.objects.filter(name="0001_first_release").delete()
    assert forgotten > 10

    assert left_to_do() == []
    assert gathered.halfway(MigrationRecorder(connection).applied_migrations()) == []


def test_what_took_some_steps_only_is_refused_and_left_alone() -> None:
    Row.objects.filter(app="oncall", name="0001_first_release").delete()
    Row.objects.filter(app="oncall", name="0009_one_override_at_an_instant").delete()
    before = set(Row.objects.values_list("app", "name"))

    with pytest.raises(CommandError, match=r"too old for this version.*\(oncall\)"):
        call_command("migrate", verbosity=0)

    assert set(Row.objects.values_list("app", "name")) == before


def test_a_backup_names_steps_that_this_version_knows(tmp_path: Path) -> None:
    newest = gathered.newest(MigrationRecorder(connection).applied_migrations())

    assert "oncall" in newest
    assert set(newest.items()) <= gathered.known_steps()
    assert backups.read(backup_of(tmp_path / "backup", **newest))


def test_a_backup_of_the_version_before_is_taken(tmp_path: Path) -> None:
    folder = backup_of(tmp_path / "backup", **dict(gathered.ends()))

    assert backups.read(folder).migrations["oncall"] == "0009_one_override_at_an_instant"


@pytest.mark.parametrize(
    ("step", "why"),
    [
        ("0008_untangle_overrides", "too old for this one .oncall."),
        ("0999_not_written_yet", "a newer Allclear .oncall."),
    ],
)
def test_a_backup_from_elsewhere_in_time_is_refused(tmp_path: Path, step: str, why: str) -> None:
    folder = backup_of(tmp_path / "backup", oncall=step)

    with pytest.raises(backups.Unusable, match=why):
        backups.read(folder)
