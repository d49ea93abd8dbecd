"""The front answers from what was published, whatever else is down."""

import gzip
import hashlib
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from statuspage.actions.retract_notice import retract_notice
from statuspage.actions.write_update import write_update
from statuspage.snapshot.folder import MANIFEST
from statuspage.snapshot.publishing import publish_site
from tests.make_record import NOON
from tests.make_statuspage import Visitor, make_component, make_notice, make_words


def test_a_published_word_is_in_the_public_bytes() -> None:
    make_notice(text="Half of the card payments fail.")
    publish_site()

    answer = Visitor().get("/")

    assert answer.status == 200
    assert b"Half of the card payments fail." in answer.body


def test_it_asks_no_database(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    publish_site()
    visitor = Visitor()

    with django_assert_num_queries(0):
        answers = [visitor.get(path) for path in ("/", "/history/", "/api/v2/summary.json")]

    assert [answer.status for answer in answers] == [200] * 3


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


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP;q=0.5, br;q=0", "gzip"),
        ("*", "br"),
        ("*;q=0", ""),
        ("identity", ""),
        ("brother", ""),
        ("gzip;q=nonsense", ""),
    ],
)
def test_it_compresses_as_the_reader_allows(accepted: str, encoding: str) -> None:
    publish_site()
    visitor = Visitor()

    answer = visitor.get("/", accept_encoding=accepted)

    assert answer.headers.get("Content-Encoding", "") == encoding
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[encoding]
    assert unpack(answer.body) == visitor.get("/").body


def test_each_encoding_has_a_tag_of_its_own() -> None:
    publish_site()
    visitor = Visitor()

    tags = {visitor.get("/", accept_encoding=one).headers["ETag"] for one in ("br", "gzip", "")}

    assert len(tags) == 3
    assert all(tag.startswith('"') for tag in tags)


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_any_way_of_naming_the_tag_is_understood(form: str) -> None:
    publish_site()
    visitor = Visitor()
    etag = visitor.get("/").headers["ETag"]

    assert visitor.get("/", if_none_match=form.format(etag)).status == 304
    assert visitor.get("/", if_none_match='"another"').status == 200


def test_it_sends_the_headers_django_sends(client: Client) -> None:
    publish_site()

    front, portal = Visitor().get("/").headers, client.get("/portal/").headers

    names = set(front) & {
        "Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options",
        "Referrer-Policy", "Cross-Origin-Opener-Policy",
    }  # fmt: skip
    assert len(names) == 5
    for name in names - {"Content-Security-Policy"}:
        assert front[name] == portal[name], name
    assert set(front["Content-Security-Policy"].split("; ")) == {
        one.strip() for one in portal["Content-Security-Policy"].split(";")
    }


def test_a_plain_request_goes_on_to_be_redirected(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    publish_site()
    visitor = Visitor()

    assert visitor.get("/").status == 599
    assert visitor.get("/", x_forwarded_proto="https").status == 200


def test_a_site_that_is_being_written_is_not_mixed(tmp_path: Path) -> None:
    make_notice(title="The first title")
    publish_site()
    visitor = Visitor()
    before = visitor.get("/").body
    home = settings.PUBLIC_DIR / "index.html"
    home.write_bytes(b"half of another page")
    manifest = settings.PUBLIC_DIR / MANIFEST
    manifest.write_text(manifest.read_text().replace(hashlib.sha256(before).hexdigest()[:32], "0"))

    assert visitor.get("/").body == before


def test_without_a_snapshot_django_makes_one(client: Client) -> None:
    make_notice(title="Card payments fail")
    assert Visitor().get("/").status == 599

    answer = client.get("/")

    assert b"Card payments fail" in answer.content
    assert "Set-Cookie" not in answer.headers
    assert Visitor().get("/").status == 200
    assert client.get("/incidents/unknownnotic/").status_code == 404


def test_head_has_the_headers_without_the_body() -> None:
    publish_site()

    visitor = Visitor()
    answer = visitor.get("/", method="HEAD")

    assert answer.body == b""
    assert answer.headers == visitor.get("/").headers


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
