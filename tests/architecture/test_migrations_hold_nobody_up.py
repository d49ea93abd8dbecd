"""Migrations of tables that grow never hold readers and writers up."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from portal.tables import CreateTables

OURS = ("portal", "statuspage", "incidents")
GROWS = {
    "alerts.alert", "alerts.inboxitem", "clock.timer", "comms.promise", "comms.update",
    "oncall.page", "people.auditentry", "post.delivery", "post.message", "post.suppression",
    "record.entry", "record.incident", "statuspage.notice", "statuspage.noticeupdate",
    "statuspage.statuschange", "statuspage.subscriber",
}  # fmt: skip


def steps(migration: migrations.Migration) -> Iterator[Operation]:
    for operation in migration.operations:
        yield from operation.tables if isinstance(operation, CreateTables) else [operation]


def faults(migration: migrations.Migration) -> Iterator[str]:
    """What in a migration locks a table that grows for as long as it is long."""
    label, made = migration.app_label, set()
    for operation in steps(migration):
        if isinstance(operation, migrations.CreateModel):
            made.add(operation.name_lower)
            continue
        name = str(getattr(operation, "model_name", "")).lower()
        if f"{label}.{name}" in GROWS and name not in made:
            why = _fault(operation)
            if why:
                yield f"{label}.{migration.name}: {name}: {why}"
    if migration.atomic and any(
        isinstance(one, AddIndexConcurrently | RemoveIndexConcurrently)
        for one in migration.operations
    ):
        yield f"{label}.{migration.name}: concurrent work needs atomic = False"


def _fault(operation: Operation) -> str:
    if isinstance(operation, AddIndexConcurrently | RemoveIndexConcurrently):
        return ""
    if isinstance(operation, migrations.AddIndex | migrations.RemoveIndex):
        return "use AddIndexConcurrently, RemoveIndexConcurrently"
    if isinstance(operation, migrations.AddConstraint) and isinstance(
        vars(operation)["constraint"], models.UniqueConstraint | ExclusionConstraint
    ):
        return "build the unique index concurrently"
    if isinstance(operation, migrations.AddField | migrations.AlterField):
        field: Any = operation.field
        if isinstance(operation, migrations.AddField) and (field.unique or field.db_index):
            return "add the column first, its index concurrently after"
        if isinstance(operation, migrations.AddField) and not (
            field.null or field.has_db_default() or field.many_to_many
        ):
            return "a column without a default of the database breaks the running version"
    return ""


def ours() -> list[migrations.Migration]:
    loader = MigrationLoader(None)
    return [
        one for one in loader.disk_migrations.values() if type(one).__module__.split(".")[0] in OURS
    ]


def planted(*operations: Operation) -> migrations.Migration:
    kind = type("Migration", (migrations.Migration,), {"operations": list(operations)})
    migration: migrations.Migration = kind("9999_planted", "post")
    return migration


def test_the_names_of_growing_tables_are_tables() -> None:
    made = {
        f"{one.app_label}.{operation.name_lower}"
        for one in ours()
        for operation in steps(one)
        if isinstance(operation, migrations.CreateModel)
    }

    assert made >= GROWS


def test_no_migration_holds_a_growing_table() -> None:
    assert [fault for one in ours() for fault in faults(one)] == []


TRESPASSES = [
    migrations.AddIndex("delivery", models.Index(fields=["state"], name="x")),
    migrations.RemoveIndex("delivery", "x"),
    migrations.AddConstraint("delivery", models.UniqueConstraint(fields=["state"], name="x")),
    migrations.AddField("delivery", "x", models.IntegerField(null=True, db_index=True)),
    migrations.AddField("delivery", "x", models.IntegerField()),
    AddIndexConcurrently("delivery", models.Index(fields=["state"], name="x")),
]


@pytest.mark.parametrize("trespass", TRESPASSES, ids=lambda one: type(one).__name__)
def test_a_planted_trespass_is_caught(trespass: Operation) -> None:
    assert list(faults(planted(trespass)))


def test_a_table_made_in_the_same_migration_may_be_shaped_freely() -> None:
    made = CreateTables(migrations.CreateModel("Delivery", []))

    assert list(faults(planted(made, TRESPASSES[0]))) == []
