"""The record as the room shows it: filtered, searched, linked, corrected, live."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from incidents.command.timeline import SHOWN, Window, read
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.correct_entry import correct_entry
from incidents.record.models import Entry, Incident
from portal.people.models import User
from tests.make_command import declare
from tests.make_people import make_user
from tests.make_record import NOON


@pytest.fixture
def sam() -> User:
    return make_user("Sam", "Responder")


@pytest.fixture
def client(sam: User) -> Client:
    made = Client()
    made.force_login(sam)
    return made


@pytest.fixture
def incident() -> Incident:
    return declare()


def write(incident: Incident, body: str, **facts: Any) -> Entry:
    return add_entry(
        **{"incident": incident, "kind": "note", "body": body, "by": None, "at": NOON, **facts}
    )


def room(client: Client, incident: Incident, query: str = "") -> str:
    return client.get(f"{incident.get_absolute_url()}{query}").content.decode()


def test_filters_say_how_many_and_stand_in_the_address(client: Client, incident: Incident) -> None:
    write(incident, "Stay on the backup", kind="decision")
    write(incident, "Only a note")

    page = room(client, incident, "?kind=decision&words=backup")

    assert 'Decisions <span class="count">1</span>' in page
    assert "kind=action&amp;words=backup" in page
    assert "Stay on the backup" in page
    assert "Only a note" not in page


def test_words_are_searched_within_the_incident(client: Client, incident: Incident) -> None:
    write(incident, "The pool is full")
    write(declare("Other"), "Another pool")

    page = room(client, incident, "?words=POOL")

    assert "The pool is full" in page
    assert "Another pool" not in page


def test_a_link_opens_the_page_that_holds_its_line(client: Client, incident: Incident) -> None:
    old = write(incident, "Long ago")
    for number in range(SHOWN * 2):
        write(incident, f"Line {number}")

    assert f'id="entry-{old.seq}"' not in room(client, incident)
    page = room(client, incident, f"?entry={old.seq}")

    assert f'id="entry-{old.seq}"' in page
    assert "To the newest entries" in page


def test_earlier_lines_are_counted_and_reached(incident: Incident) -> None:
    incident.refresh_from_db()
    before = incident.last_seq
    for number in range(SHOWN + 17 - before):
        write(incident, f"Line {number}", occurred_at=NOON - timedelta(minutes=3))

    first = read(incident, Window())
    second = read(incident, Window(before=first.entries[-1].seq))

    assert (len(first.entries), first.earlier) == (SHOWN, 17)
    assert [one.seq for one in second.entries] == list(range(17, 0, -1))
    assert not second.live


def test_oldest_first_reads_like_a_story(client: Client, incident: Incident) -> None:
    for number in range(SHOWN):
        write(incident, f"Line {number}")

    shown = read(incident, Window(oldest_first=True))

    assert [one.seq for one in shown.entries] == list(range(1, SHOWN + 1))
    assert f"after={SHOWN}" in shown.more
    assert room(client, incident, "?order=oldest").index('id="entry-1"') < room(
        client, incident, "?order=oldest"
    ).index('id="entry-2"')


def test_a_corrected_line_is_struck_and_both_are_linked(client: Client, incident: Incident) -> None:
    wrong = write(incident, "Success went to 55 %")
    right = correct_entry(entry=wrong, body="It went to 50 %", by=None, at=NOON)

    page = room(client, incident)

    assert "<s><p>Success went to 55 %</p>" in page
    assert f'?entry={right.seq}#entry-{right.seq}"' in page
    assert f'?entry={wrong.seq}#entry-{wrong.seq}">the line of' in page


def test_the_news_of_a_correction_strike_the_line_on_every_screen(
    client: Client, incident: Incident
) -> None:
    wrong = write(incident, "Success went to 55 %")
    correct_entry(entry=wrong, body="It went to 50 %", by=None, at=NOON)

    news = client.get(f"{incident.get_absolute_url()}timeline/?after={wrong.seq}").content.decode()

    assert f'id="entry-{wrong.seq}"' in news
    assert 'hx-swap-oob="true"' in news


def test_a_decision_shows_what_it_was_instead_of(incident: Incident) -> None:
    write(incident, "Stay at 50 %. Instead of: pausing checkout", kind="decision")
    write(incident, "Fail over\nBecause: half beats none\nTell support", kind="decision")

    second, first = read(incident, Window()).entries[:2]

    assert first.shown["main"] == "Stay at 50 %."  # type: ignore[attr-defined]
    assert first.shown["asides"] == ["Instead of: pausing checkout"]  # type: ignore[attr-defined]
    assert second.shown["main"] == "Fail over\nTell support"  # type: ignore[attr-defined]


def test_what_was_recorded_later_says_so(client: Client, incident: Incident) -> None:
    write(incident, "It began", occurred_at=NOON - timedelta(minutes=3))

    assert "recorded <time" in room(client, incident)


def post(client: Client, incident: Incident, **typed: Any) -> Any:
    return client.post(f"{incident.get_absolute_url()}entries/", {"kind": "note", **typed})


def test_a_picture_is_attached_and_saved_never_run(client: Client, incident: Incident) -> None:
    kept = BytesIO()
    Image.new("RGB", (4, 4)).save(kept, format="PNG")
    file = SimpleUploadedFile("graph.png", kept.getvalue(), content_type="text/html")

    answer = post(client, incident, body="See", attached=file, key="one")

    entry = incident.entries.newest_first()[0]
    address = f"{incident.get_absolute_url()}entries/{entry.seq}/attachments/1/"
    file_answer = client.get(address)
    assert answer.status_code == 302
    assert address in room(client, incident)
    assert file_answer["Content-Type"] == "image/png"
    assert file_answer["Content-Disposition"] == 'attachment; filename="graph.png"'
    assert file_answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in file_answer["Content-Security-Policy"]


def test_a_refused_file_keeps_what_was_typed(client: Client, incident: Incident) -> None:
    file = SimpleUploadedFile("x.svg", b"<svg/>")

    answer = post(client, incident, body="my own words", attached=file)

    assert answer.status_code == 422
    assert b"my own words" in answer.content
    assert b"no picture" in answer.content


def test_files_of_a_private_incident_are_absent_to_others(client: Client) -> None:
    hidden = declare(private=True)
    entry = write(hidden, "\n".join(["x"] * 100))

    answer = client.get(f"{hidden.get_absolute_url()}entries/{entry.seq}/attachments/1/")

    assert answer.status_code == 404


def test_masked_secrets_are_told(client: Client, incident: Incident) -> None:
    post(client, incident, body="password=hunter2 Bearer abcdef0123456789")

    page = room(client, incident)
    assert "2 secrets were masked." in page
    assert "hunter2" not in page


def test_the_room_says_which_draft_was_saved_once(client: Client, incident: Incident) -> None:
    post(client, incident, body="Kept", key="abc")

    assert 'data-saved="abc"' in room(client, incident)
    assert 'data-saved=""' in room(client, incident)


@pytest.mark.parametrize("query", ["entry=x", "before=-1", "before=99999999999999", "words=%00",
                                   "kind=%00", "order=x", "after=9999999999"])  # fmt: skip
def test_a_strange_address_is_no_error(client: Client, incident: Incident, query: str) -> None:
    assert client.get(f"{incident.get_absolute_url()}?{query}").status_code == 200


def test_lines_cost_no_queries_each(
    incident: Incident, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(SHOWN * 2):
        line = write(incident, f"Line {number}")
        correct_entry(entry=line, body="Not so", by=None, at=NOON)

    with django_assert_max_num_queries(3):
        read(incident, Window())
