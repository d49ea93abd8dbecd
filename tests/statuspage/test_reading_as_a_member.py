"""Signed in, people see what their audiences hold; a private page shows nobody else anything."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from portal.people.models import User
from statuspage.models import Announcement, Audience, Notice, Page
from statuspage.snapshot.folder import read_manifest
from statuspage.snapshot.publishing import publish_site
from tests.make_people import make_user
from tests.make_record import NOON
from tests.make_statuspage import Visitor, make_component, make_notice, read_everything, say

CANARY = "canary-of-the-circle"


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def make_circle(*members: User) -> Audience:
    circle = Audience.objects.create(name=f"{CANARY} customers")
    circle.members.set(members)
    return circle


def tell(circle: Audience) -> Notice:
    component = make_component(CANARY)
    component.audiences.set([circle])
    notice = make_notice(f"{CANARY} fails", at=timezone.now())
    notice.audiences.set([circle])
    say(notice, f"{CANARY} words", components={component.public_id: "major_outage"},
        at=timezone.now())  # fmt: skip
    banner = Announcement.objects.create(
        title=f"{CANARY} banner", starts_at=NOON - timedelta(days=3000), by_name="M",
        created_at=NOON,
    )  # fmt: skip
    banner.audiences.set([circle])
    return notice


def test_a_member_reads_what_is_theirs() -> None:
    ana = make_user("Ana")
    client = signed_in(ana)
    notice = tell(make_circle(ana))

    page = client.get("/members/")
    detail = client.get(f"/members/incidents/{notice.public_id}/")

    assert f"{CANARY} fails" in page.content.decode()
    assert f"{CANARY} banner" in page.content.decode()
    assert f'href="/members/incidents/{notice.public_id}/"' in page.content.decode()
    assert f"{CANARY} words" in detail.content.decode()
    for answer in (page, detail):
        assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", ["history/", "maintenance/", "uptime/"])
def test_every_page_is_there_for_members(path: str) -> None:
    make_component("Checkout")

    assert signed_in(make_user("Ana")).get(f"/members/{path}").status_code == 200


def test_others_who_signed_in_do_not() -> None:
    notice = tell(make_circle(make_user("Ana")))
    client = signed_in(make_user("Kofi"))

    assert CANARY not in client.get("/members/").content.decode()
    assert client.get(f"/members/incidents/{notice.public_id}/").status_code == 404


def test_strangers_are_asked_to_sign_in() -> None:
    assert "/login/" in Client().get("/members/")["Location"]


def test_nothing_of_an_audience_is_in_any_public_byte() -> None:
    make_notice()
    notice = tell(make_circle(make_user("Ana")))
    publish_site(anyway=True)

    for name, content in read_everything(settings.PUBLIC_DIR).items():
        assert CANARY.encode() not in content, name
        assert notice.public_id.encode() not in content, name


def test_a_private_page_is_an_invitation_and_nothing_else() -> None:
    component = make_component("Checkout")
    notice = make_notice("Card payments fail", components={component.public_id: "major_outage"})
    publish_site()
    Page.objects.update(private=True, name="Northwind Pay", description=CANARY)

    publish_site(anyway=True)

    paths = set(read_manifest(settings.PUBLIC_DIR).rows)
    assert {one for one in paths if not one.startswith("/assets/")} <= {"/", "/robots.txt"}
    assert b"This status page is private" in Visitor().get("/").body
    files = read_everything(settings.PUBLIC_DIR)
    for words in (CANARY, "Card payments fail", notice.public_id, "Checkout"):
        assert not [name for name, body in files.items() if words.encode() in body], words
    for path in (
        "/history/",
        "/api/v2/summary.json",
        f"/incidents/{notice.public_id}/",
        "/uptime/",
    ):
        assert Client().get(path).status_code == 404, path


def test_everybody_who_signed_in_reads_a_private_page() -> None:
    make_notice("Card payments fail", at=timezone.now())
    Page.objects.update(private=True)

    assert "Card payments fail" in signed_in(make_user("Kofi")).get("/members/").content.decode()
