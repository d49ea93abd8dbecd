"""The front answers from what was published, whatever else is down."""

import brotli
import pytest
from django.conf import settings
from django.db import connection

from statuspage.actions.retract_notice import retract_notice
from statuspage.actions.write_update import write_update
from statuspage.snapshot.publishing import publish_site
from tests.make_record import NOON
from tests.make_statuspage import Visitor, make_component, make_notice, make_words


def test_a_published_word_is_in_the_public_bytes() -> None:
    make_notice(text="Half of the card payments fail.")
    publish_site()

    answer = Visitor().get("/")

    assert answer.status == 200
    assert b"Half of the card payments fail." in answer.body


def test_it_asks_no_database() -> None:
    publish_site()
    visitor = Visitor()
    visitor.get("/")
    before = len(connection.queries_log)

    answer = visitor.get("/api/v2/summary.json")

    assert answer.status == 200
    assert len(connection.queries_log) == before


def test_it_sets_no_cookie_and_lets_others_keep_a_copy() -> None:
    publish_site()

    headers = Visitor().get("/").headers

    assert "Set-Cookie" not in headers
    assert headers["Vary"] == "Accept-Encoding"
    assert "stale-if-error" in headers["Cache-Control"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_what_has_not_changed_is_not_sent_again() -> None:
    publish_site()
    visitor = Visitor()
    etag = visitor.get("/").headers["ETag"]

    answer = visitor.get("/", if_none_match=etag)

    assert (answer.status, answer.body) == (304, b"")


def test_it_compresses_for_those_who_can_read_it() -> None:
    publish_site()
    visitor = Visitor()

    answer = visitor.get("/", accept_encoding="gzip, br")

    assert answer.headers["Content-Encoding"] == "br"
    assert brotli.decompress(answer.body) == visitor.get("/").body


def test_head_has_the_headers_without_the_body() -> None:
    publish_site()

    answer = Visitor().get("/", method="HEAD")

    assert answer.body == b""
    assert int(answer.headers["Content-Length"]) > 0


def test_a_newer_snapshot_is_noticed() -> None:
    publish_site()
    visitor = Visitor()
    visitor.get("/")
    notice = make_notice()
    write_update(
        public_id=notice.public_id,
        words=make_words("It is the card processor."),
        key="second",
        by_name="Mei",
        at=NOON,
    )
    publish_site()

    assert b"It is the card processor." in visitor.get("/").body


@pytest.mark.parametrize("path", ["/api/v2/nothing.json", "/api/v2/subscribers.json"])
def test_an_unknown_api_address_is_not_found(path: str) -> None:
    publish_site()

    answer = Visitor().get(path)

    assert answer.status == 404
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_options_is_answered_for_other_sites() -> None:
    answer = Visitor().get("/api/v2/summary.json", method="OPTIONS")

    assert answer.status == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_everything_else_goes_on_to_django() -> None:
    assert Visitor().get("/portal/").status == 599


def test_a_retracted_notice_is_gone_from_every_surface_and_stays_gone() -> None:
    notice = make_notice(title="Embarrassing title")
    publish_site()
    visitor = Visitor()
    path = f"/incidents/{notice.public_id}/"
    assert visitor.get(path).status == 200

    retract_notice(public_id=notice.public_id, reason="wrong", at=NOON)
    assert visitor.get(path).status == 599
    publish_site(anyway=True)

    assert visitor.get(path).status == 599
    files = [path for path in settings.PUBLIC_DIR.rglob("*") if path.is_file()]
    assert files
    for file in files:
        content = file.read_bytes()
        assert notice.public_id.encode() not in content
        assert b"Embarrassing" not in content


def test_what_somebody_typed_never_runs() -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>{{ 7|add:7 }}"
    make_component(attack[:80])
    notice = make_notice(title=attack, text=attack, impact_text=attack)
    publish_site()
    visitor = Visitor()

    for path in ("/", f"/incidents/{notice.public_id}/", "/history/"):
        body = visitor.get(path).body
        assert b"<script>alert" not in body
        assert b"<img src=x" not in body
        assert b"14</" not in body


def test_a_hidden_component_is_in_no_public_byte() -> None:
    make_component("Secret vault", visible=False)
    publish_site()

    for file in settings.PUBLIC_DIR.rglob("*"):
        assert not file.is_file() or b"Secret vault" not in file.read_bytes()
