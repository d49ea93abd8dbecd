"""The timeline is written once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from incidents.record.actions.add_entry import EmptyEntry, add_entry
from incidents.record.actions.correct_entry import correct_entry
from incidents.record.models import Entry
from tests.make_record import NOON, make_incident


def test_it_refuses_to_change_a_line() -> None:
    incident = make_incident()
    entry = add_entry(incident=incident, kind="note", body="Pool is full.", by=None, at=NOON)

    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(body="Pool is fine.")


def test_it_refuses_to_delete_a_line() -> None:
    incident = make_incident()

    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        connection.cursor().execute(
            "DELETE FROM record_entry WHERE incident_id = %s", [incident.pk]
        )


def test_it_chains_each_line_to_the_one_before() -> None:
    incident = make_incident()

    second = add_entry(incident=incident, kind="note", body="Pool is full.", by=None, at=NOON)

    first = incident.entries.get(seq=1)
    assert second.seq == 2
    assert second.previous_hash == first.hash
    incident.refresh_from_db()
    assert (incident.last_seq, incident.last_hash) == (2, second.hash)


def test_it_adds_a_line_once_however_often_it_is_sent() -> None:
    incident = make_incident()
    for _ in range(2):
        add_entry(incident=incident, kind="note", body="Once.", by=None, at=NOON, key="form-1")

    assert incident.entries.filter(body="Once.").count() == 1


def test_it_refuses_a_line_without_words() -> None:
    with pytest.raises(EmptyEntry, match="Write what happened"):
        add_entry(incident=make_incident(), kind="note", body="  ", by=None, at=NOON)


def test_it_keeps_a_corrected_line_readable() -> None:
    incident = make_incident()
    entry = add_entry(incident=incident, kind="evidence", body="55 % succeed", by=None, at=NOON)

    later = NOON + timedelta(minutes=5)
    correction = correct_entry(entry=entry, body="50 % succeed", by=None, at=later)

    assert correction.corrects == entry
    assert correction.occurred_at == entry.occurred_at
    assert incident.entries.filter(body="55 % succeed").exists()


def test_it_never_happens_in_the_future() -> None:
    entry = add_entry(
        incident=make_incident(),
        kind="note",
        body="Tomorrow",
        by=None,
        at=NOON,
        occurred_at=NOON + timedelta(days=1),
    )

    assert entry.occurred_at == NOON
