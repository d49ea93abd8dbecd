"""Files are judged by their bytes, cleaned, kept with their line and never run."""

from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from PIL import Image

from incidents.record.actions.add_entry import add_entry
from incidents.record.models import Attachment, Entry, Incident
from incidents.record.uploads import LARGEST, CannotAttach, examined
from incidents.record.verifying import faults
from tests.make_record import NOON, make_incident


def picture(form: str = "PNG", size: tuple[int, int] = (40, 20), **facts: Any) -> bytes:
    kept = BytesIO()
    Image.new("RGB", size, "red").save(kept, format=form, **facts)
    return kept.getvalue()


def write(incident: Incident, body: str = "Seen", **facts: Any) -> Entry:
    return add_entry(
        **{"incident": incident, "kind": "evidence", "body": body, "by": None, "at": NOON, **facts}
    )


@pytest.mark.parametrize(
    ("name", "content", "kept", "kind"),
    [
        ("a.png", picture(), "a.png", "image/png"),
        ("a.png", picture("JPEG"), "a.jpg", "image/jpeg"),
        ("a.gif", picture("GIF"), "a.png", "image/png"),
        ("..\\..\\x.webp", picture("WEBP"), "x.webp", "image/webp"),
        ("a.pdf", b"%PDF-1.7\n", "a.pdf", "application/pdf"),
        ("app.log", "line\nü".encode(), "app.log", "text/plain"),
    ],
)
def test_its_bytes_say_what_it_is(name: str, content: bytes, kept: str, kind: str) -> None:
    upload = examined(name, content)

    assert (upload.name, upload.kind.value) == (kept, kind)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.png", b"", "empty"),
        ("a.svg", b"<svg onload='x'/>", "not accepted"),
        ("a.log", b"<svg onload='x'/>", "not accepted"),
        ("a.txt", b" <!DOCTYPE html><script>", "not accepted"),
        ("a.png", b"MZ\x90\x00", "no picture"),
        ("a.exe", b"plain", "not accepted"),
        ("a.log", b"a\0b", "not accepted"),
        ("a.jpg", picture("JPEG", (400, 400))[:700], "no whole picture"),
        ("a.log", b"x" * (LARGEST + 1), "larger than 10 MB"),
        ("bomb.png", picture(size=(9000, 9000)), "too many pixels"),
    ],
)
def test_others_are_refused_in_words(name: str, content: bytes, says: str) -> None:
    with pytest.raises(CannotAttach, match=says):
        examined(name, content)


def test_a_picture_keeps_only_its_pixels() -> None:
    secret = b"GPS 52.5200N 13.4050E"
    tricky = picture("JPEG", comment=secret) + b"<script>alert(1)</script>"

    upload = examined("a.jpg", tricky)

    assert secret in tricky
    assert secret not in upload.content
    assert b"<script>" not in upload.content


def test_the_secrets_of_a_text_file_are_hidden() -> None:
    upload = examined("app.log", b"start\nDB_PASSWORD=hunter2\n")

    assert b"hunter2" not in upload.content
    assert upload.hidden == 1


def test_it_is_kept_with_its_line_and_told_in_it() -> None:
    incident = make_incident()

    entry = write(incident, files=[examined("a.png", picture()), examined("b.log", b"x")])

    kept = list(Attachment.objects.filter(entry=entry).order_by("place"))
    assert [one.sha256 for one in kept] == [one["sha256"] for one in entry.data["attachments"]]
    assert list(faults()) == []


def test_a_long_paste_becomes_a_log_with_its_first_lines() -> None:
    incident = make_incident()

    entry = write(incident, "\n".join(f"line {number}" for number in range(100)))

    kept = Attachment.objects.get(entry=entry)
    assert entry.body.splitlines()[-1] == "line 11"
    assert bytes(kept.content).endswith(b"line 99")
    assert entry.data["attachments"][0]["lines"] == 100


def test_the_record_never_holds_a_secret() -> None:
    incident = make_incident()
    paste = "\n".join(["x"] * 60 + ["Authorization: Bearer abcdef0123456789"])

    write(incident, "password=hunter2", data={"url": "https://a:pass9word@b.example"})
    write(incident, paste)

    short, long = incident.entries.after(1).in_order()
    assert (short.data["masked"], long.data["masked"]) == (2, 1)
    assert b"abcdef0123456789" not in bytes(Attachment.objects.get().content)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(record_entry::text, '') FROM record_entry")
        whole = cursor.fetchone()[0]
    assert not any(secret in whole for secret in ("hunter2", "pass9word", "abcdef0123456789"))


@pytest.mark.parametrize("change", ["UPDATE record_attachment SET name = 'x'",
                                    "DELETE FROM record_attachment",
                                    "TRUNCATE record_attachment CASCADE"])  # fmt: skip
def test_the_database_refuses_to_change_it(change: str) -> None:
    write(make_incident(), files=[examined("b.log", b"x")])

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(change)


@pytest.mark.parametrize(
    ("tampering", "finding"),
    [
        ("UPDATE record_attachment SET content = 'y'", "attachment 1 of entry 2 was changed"),
        (
            "UPDATE record_attachment SET content = 'y', sha256 = encode(sha256('y'), 'hex')",
            "attachment 1 of entry 2 was changed",
        ),
        ("DELETE FROM record_attachment", "attachment 1 of entry 2 is missing"),
        ("UPDATE record_attachment SET place = 2", "does not know"),
    ],
)
def test_whoever_goes_round_that_is_found_out(tampering: str, finding: str) -> None:
    write(make_incident(), files=[examined("b.log", b"x")])

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(tampering)
        cursor.execute("RESET session_replication_role")

    assert any(finding in line for line in faults())
