"""Whoever goes round the database's refusal is found out."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from incidents.record.actions.add_entry import add_entry
from incidents.record.models import Incident
from incidents.record.verifying import faults
from portal.people.actions.audit import audit
from tests.make_record import NOON, make_incident


@contextmanager
def guards_down() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("RESET session_replication_role")


@pytest.fixture
def incident() -> Incident:
    made = make_incident()
    for number in range(3):
        add_entry(incident=made, kind="note", body=f"Line {number}", by=None, at=NOON)
    return made


def test_an_untouched_record_holds(incident: Incident) -> None:
    assert list(faults()) == []


@pytest.mark.parametrize(
    ("tampering", "finding"),
    [
        ("UPDATE record_entry SET body = 'other' WHERE seq = 2", "entry 2 was changed"),
        ("DELETE FROM record_entry WHERE seq = 2", "entry 2 is missing"),
        ("DELETE FROM record_entry WHERE seq = 4", "cut after entry 3"),
        ("UPDATE record_entry SET seq = 9 - seq WHERE seq IN (2, 3)", "missing"),
    ],
)
def test_it_finds_what_was_done(incident: Incident, tampering: str, finding: str) -> None:
    with guards_down(), connection.cursor() as cursor:
        cursor.execute(tampering)

    assert any(finding in line for line in faults())


def test_the_command_fails_when_something_was_done(incident: Incident) -> None:
    call_command("verify_audit")
    with guards_down(), connection.cursor() as cursor:
        cursor.execute("UPDATE record_entry SET by_name = 'Somebody else' WHERE seq = 3")

    with pytest.raises(CommandError, match="1 faults"):
        call_command("verify_audit")


def test_it_finds_a_deleted_audit_entry() -> None:
    _, second, third = (
        audit(by=None, at=NOON, verb="changed", subject="x:1", subject_name="x") for _ in range(3)
    )
    with guards_down():
        type(second).objects.filter(pk=second.pk).delete()

    assert list(faults()) == [f"audit log: an entry before {third.pk} is missing or was moved"]


def test_it_finds_a_changed_audit_entry() -> None:
    entry = audit(by=None, at=NOON, verb="changed", subject="x:1", subject_name="x")
    with guards_down():
        type(entry).objects.filter(pk=entry.pk).update(by_name="Somebody else")

    assert any("was changed" in line for line in faults())
