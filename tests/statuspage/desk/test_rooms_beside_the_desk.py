"""Banners, prepared words, the page itself and audiences; every room is cheap to open."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from portal.people.models import AuditEntry
from statuspage.actions.schedule_maintenance import schedule_maintenance
from statuspage.models import Announcement, Audience, NoticeTemplate, Page
from tests.make_people import make_user
from tests.make_record import NOON
from tests.make_statuspage import make_component, make_notice, make_subscriber, say

DESK = "/portal/status-page/"
MOST_QUERIES = 15
ROOMS = (
    "", "notices/", "notices/new/", "components/", "components/new/", "components/groups/",
    "maintenance/", "maintenance/new/", "subscribers/", "subscribers/import/", "announcements/",
    "templates/", "page/", "page/audiences/",
)  # fmt: skip


def fill() -> dict[str, Any]:
    """A page with much on it."""
    partners = Audience.objects.create(name="Partners")
    components = [make_component(group=f"Group {number % 3}") for number in range(12)]
    components[0].audiences.add(partners)
    named = {one.public_id: "partial_outage" for one in components[1:6]}
    notices = [make_notice(f"Trouble {number}", components=named) for number in range(5)]
    for one in notices:
        say(one, "Still looking.")
    planned = [
        schedule_maintenance(
            title=f"Work {number}",
            text="Short.",
            scheduled_for=NOON + timedelta(days=number),
            scheduled_until=NOON + timedelta(days=number, hours=1),
            components=[components[2].public_id],
            key=f"work-{number}",
            by_name="Mei",
            at=NOON,
        )
        for number in range(5)
    ]
    for number in range(8):
        make_subscriber(f"s{number}@example.com")
        NoticeTemplate.objects.create(name=f"T{number}", title="T", text="T")
    return {"component": components[3], "notice": notices[0], "planned": planned[0]}


Counting = Callable[[int], AbstractContextManager[Any]]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_cheap_to_open(
    room: str, lead: Client, django_assert_max_num_queries: Counting
) -> None:
    fill()

    with django_assert_max_num_queries(MOST_QUERIES):
        assert lead.get(DESK + room).status_code == 200


def test_single_things_are_cheap_to_open(
    lead: Client, django_assert_max_num_queries: Counting
) -> None:
    found = fill()
    notice = found["notice"].public_id
    for path in (
        f"notices/{notice}/",
        f"notices/{notice}/edit/",
        f"notices/{notice}/retraction/",
        f"notices/{notice}/report/",
        f"components/{found['component'].public_id}/",
        f"maintenance/{found['planned'].public_id}/",
    ):
        with django_assert_max_num_queries(MOST_QUERIES):
            assert lead.get(DESK + path).status_code == 200, path


def test_the_desk_says_what_the_public_sees_and_what_is_due(lead: Client) -> None:
    component = make_component("Checkout")
    make_notice(
        components={component.public_id: "major_outage"},
        next_update_by=NOON + timedelta(minutes=30),
    )

    answer = lead.get(DESK)

    assert answer.context["sentence"].description == "Major System Outage"
    assert answer.context["step"].title.startswith("Update “Card payments fail”")
    assert answer.context["published"]["at"] is None or not answer.context["published"]["behind"]


def test_a_banner_is_announced_once_and_taken_down(lead: Client) -> None:
    typed = {"title": "Office closed", "tone": "info", "text": "On Monday."}
    for _ in range(2):
        lead.post(f"{DESK}announcements/", typed)

    banner = Announcement.objects.get()
    assert lead.post(f"{DESK}announcements/", {**typed, "title": ""}).status_code == 422
    lead.post(f"{DESK}announcements/{banner.public_id}/withdrawal/")
    assert not Announcement.objects.public().exists()


def test_words_are_prepared_and_changed(lead: Client) -> None:
    facts = {"name": "Slow", "status": "investigating", "title": "{{what}}", "text": "Slow."}

    lead.post(f"{DESK}templates/", facts)
    made = NoticeTemplate.objects.get()
    lead.post(f"{DESK}templates/{made.public_id}/", {**facts, "title": "{{what}} is slow"})

    made.refresh_from_db()
    assert made.title == "{{what}} is slow"
    assert lead.post(f"{DESK}templates/", facts).status_code == 422


def test_the_page_is_set_up_audited_and_published(lead: Client) -> None:
    before = Page.objects.the_page().revision
    facts = {"name": "Northwind", "time_zone": "Europe/Berlin", "languages": ["de", "en"],
             "flip_seconds": 60, "security_contact": "mailto:security@example.com"}  # fmt: skip

    assert lead.post(f"{DESK}page/", facts).status_code == 302

    page = Page.objects.the_page()
    assert (page.name, page.languages) == ("Northwind", ["en", "de"])
    assert page.revision > before
    assert AuditEntry.objects.get().before["name"] == "Status"
    refused = lead.post(f"{DESK}page/", {**facts, "time_zone": "Europe/Atlantis"})
    assert refused.status_code == 422
    assert "is no time zone" in refused.content.decode()


def test_an_audience_has_its_members(lead: Client) -> None:
    tom = make_user("Tom Reed")

    lead.post(f"{DESK}page/audiences/", {"name": "Partners", "members": [tom.pk]})
    made = Audience.objects.get()
    lead.post(f"{DESK}page/audiences/{made.pk}/", {"name": "Partners", "members": []})

    assert not made.members.exists()
    assert AuditEntry.objects.count() == 2
    assert lead.post(f"{DESK}page/audiences/", {"name": "Partners"}).status_code == 422
