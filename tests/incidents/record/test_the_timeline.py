"""The timeline is written once."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import hypothesis
import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from incidents.record.actions.add_entry import EmptyEntry, add_entry
from incidents.record.actions.correct_entry import correct_entry
from incidents.record.models import Entry
from incidents.record.verifying import faults
from tests.make_people import make_user
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


def test_it_refuses_to_be_emptied() -> None:
    make_incident()

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
            cursor.execute("TRUNCATE record_entry CASCADE")


def test_a_correction_stays_on_the_timeline_of_what_it_corrects() -> None:
    incident, other = make_incident(), make_incident()

    with pytest.raises(IntegrityError, match="stands on the timeline"), transaction.atomic():
        add_entry(
            incident=other,
            kind="correction",
            body="Wrong room.",
            by=None,
            at=NOON,
            corrects=incident.entries.get(),
        )


def test_only_a_correction_corrects() -> None:
    incident = make_incident()

    with (
        pytest.raises(IntegrityError, match="correction_names_what_it_corrects"),
        transaction.atomic(),
    ):
        add_entry(incident=incident, kind="correction", body="Of what?", by=None, at=NOON)


def test_a_poll_costs_one_query_and_brings_what_is_new(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    incident = make_incident()
    for number in range(5):
        add_entry(incident=incident, kind="note", body=f"Line {number}", by=None, at=NOON)

    with django_assert_num_queries(1):
        new = [entry.body for entry in incident.entries.after(4).in_order()]

    assert new == ["Line 3", "Line 4"]


def test_a_poll_reads_an_index() -> None:
    incident = make_incident()

    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off;"
            " SET LOCAL enable_sort = off"
        )
    plan = incident.entries.after(1).in_order().explain()

    assert "entry_has_its_place" in plan
    assert "Sort" not in plan


def test_it_filters_by_kind() -> None:
    incident = make_incident()
    for kind in ("note", "decision", "evidence"):
        add_entry(incident=incident, kind=kind, body=f"A {kind}.", by=None, at=NOON)

    found = incident.entries.of_kind("decision", "evidence").in_order()

    assert [entry.kind for entry in found] == ["decision", "evidence"]


def test_its_hash_covers_everything_a_reader_sees() -> None:
    ana = make_user("Ana Ruiz")
    entry = add_entry(incident=make_incident(), kind="note", body="A note.", by=ana, at=NOON)
    hashes = {entry.hash}
    for name, value in (
        ("seq", 9), ("kind", "decision"), ("body", "Another."), ("by_name", "Ben"),
        ("by_id", ana.pk + 1), ("occurred_at", NOON - timedelta(1)), ("data", {"a": 1}),
        ("recorded_at", NOON + timedelta(1)), ("corrects_id", 1), ("previous_hash", "0"),
        ("incident_id", 0),
    ):  # fmt: skip
        changed = Entry.objects.get(pk=entry.pk)
        setattr(changed, name, value)
        hashes.add(changed.computed_hash())

    assert len(hashes) == 12


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.integers() | st.text("abc"), inner, max_size=3)
    ),
    max_leaves=6,
)


@hypothesis.settings(
    max_examples=60, deadline=None, suppress_health_check=list(hypothesis.HealthCheck)
)
@given(data=st.dictionaries(st.text("abcé", min_size=1), json_values, max_size=3))
def test_whatever_its_data_the_chain_holds_when_read_again(data: dict[str, Any]) -> None:
    entry = add_entry(
        incident=make_incident(), kind="system", body="Data.", by=None, at=NOON, data=data
    )

    read = Entry.objects.get(pk=entry.pk)
    assert read.hash == read.computed_hash() == entry.hash


@pytest.mark.django_db(transaction=True)
def test_people_writing_at_once_get_one_unbroken_chain() -> None:
    incident = make_incident()
    start = Barrier(4)

    def write(name: str) -> None:
        start.wait()
        for number in range(5):
            add_entry(
                incident=incident, kind="note", body=f"{name} {number}", by=None, at=NOON, key=None
            )
        add_entry(incident=incident, kind="note", body="Sent twice", by=None, at=NOON, key="form")
        connection.close()

    people = [Thread(target=write, args=(name,)) for name in "abcd"]
    for person in people:
        person.start()
    for person in people:
        person.join()

    seqs = list(incident.entries.in_order().values_list("seq", flat=True))
    assert seqs == list(range(1, 1 + 4 * 5 + 1 + 1))
    assert incident.entries.filter(body="Sent twice").count() == 1
    assert list(faults()) == []


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
