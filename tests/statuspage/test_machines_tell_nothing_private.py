"""Of what is an audience's, retracted, hidden, drafted or nobody's business, no program reads a
byte."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.db import models
from django.test import Client

from portal.people.actions.issue_token import issue_token
from portal.people.groups import COMMUNICATIONS_LEAD
from statuspage.actions.retract_notice import retract_notice
from statuspage.models import (
    Announcement,
    Audience,
    Component,
    ComponentGroup,
    Notice,
    NoticeComponent,
    NoticeTemplate,
    Page,
)
from statuspage.snapshot.publishing import publish_site
from tests.loopback import fetch
from tests.make_maintenance import make_maintenance
from tests.make_people import make_user
from tests.make_record import NOON
from tests.make_statuspage import (
    make_component,
    make_notice,
    make_subscriber,
    read_everything,
    say,
)

WORD = b"canary"
DOCUMENTS = (
    "/api/v2/summary.json",
    "/api/v2/incidents.json",
    "/api/v2/scheduled-maintenances.json",
    "/history.atom",
    "/history.rss",
    "/updates.atom",
    "/maintenance.ics",
    "/badge.svg",
    "/embed/status.js",
    "/embed/status.json",
    "/embed/frame",
    "/embed/",
)


def hold(row: models.Model, audience: Audience) -> None:
    row.audiences.add(audience)  # type: ignore[attr-defined]


def plant() -> list[str]:
    """Rows whose every text holds the word, none of them public; their ids."""
    partners = Audience.objects.create(name="canary partners")
    held = make_component(
        "canary held", group="canary group", description="canary", status="major_outage"
    )
    hidden = make_component("canary hidden", group="canary group", visible=False)
    hold(held, partners)
    theirs = make_notice("canary incident", text="canary", impact_text="canary")
    work = make_maintenance("canary work", text="canary")
    for notice in (theirs, work):
        hold(notice, partners)
        NoticeComponent.objects.create(
            notice=notice, component=held, status="major_outage", worst="major_outage"
        )
    wrong = make_notice("canary retracted", text="canary")
    retract_notice(public_id=wrong.public_id, reason="canary", at=NOON)
    called = make_maintenance("canary called", text="canary")
    retract_notice(public_id=called.public_id, reason="canary", at=NOON)
    news = Announcement.objects.create(
        title="canary news", text="canary", in_product=True, by_name="canary",
        starts_at=NOON, created_at=NOON,
    )  # fmt: skip
    hold(news, partners)
    NoticeTemplate.objects.create(name="canary", title="canary", text="canary")
    make_subscriber("canary@example.com")
    rows = (held, hidden, theirs, work, wrong, called, news)
    return [
        *(one.public_id for one in rows),
        ComponentGroup.objects.get(name="canary group").public_id,
    ]


def public_with_a_mention_of_what_is_held() -> Notice:
    """An incident everybody reads, whose updates once named what is an audience's now, and
    whose report nobody published."""
    shown, held = make_component("Checkout"), Component.objects.get(name="canary held")
    notice = make_notice(components={shown.public_id: "degraded_performance"})
    say(notice, "All payments work.", status="resolved")
    update = notice.updates.latest("pk")
    update.components = [
        {
            "code": held.public_id,
            "name": str(held),
            "old_status": "operational",
            "new_status": "major_outage",
        }
    ]
    update.save()
    NoticeComponent.objects.create(
        notice=notice, component=held, status="operational", worst="major_outage"
    )
    Notice.objects.filter(pk=notice.pk).update(report="canary draft")
    return notice


def leaks(folder: Path, ids: list[str]) -> list[str]:
    words = [WORD, *(one.encode() for one in ids)]
    return sorted(
        place
        for place, body in read_everything(folder).items()
        if any(word in body.lower() or word.decode() in place for word in words)
    )


def test_no_published_byte_tells_of_it(front: str) -> None:
    ids = plant()
    notice = public_with_a_mention_of_what_is_held()
    publish_site()

    assert leaks(settings.PUBLIC_DIR, ids) == []
    for path in DOCUMENTS:
        answer = fetch(front + path)
        assert answer.status == 200, path
        assert WORD not in answer.body.lower()
    assert notice.public_id.encode() in fetch(f"{front}/history.atom").body
    for one in ids:
        for document in ("badge.svg", "maintenance.ics"):
            assert fetch(f"{front}/components/{one}/{document}").status == 599


def test_it_does_not_change_what_is_said_of_the_rest(front: str) -> None:
    make_component("Checkout")
    publish_site()
    before = {path: fetch(front + path).body for path in DOCUMENTS}
    updated = Page.objects.the_page().updated_at
    plant()
    Page.objects.update(updated_at=updated)
    publish_site(anyway=True)

    after = {path: fetch(front + path).body for path in DOCUMENTS}

    assert {path for path in DOCUMENTS if after[path] != before[path]} == set()


def test_the_search_would_find_it(front: str) -> None:
    ids = plant()
    Notice.objects.get(title="canary incident").audiences.clear()
    Component.objects.get(name="canary held").audiences.clear()
    publish_site(anyway=True)

    found = leaks(settings.PUBLIC_DIR, ids)

    for name in ("api/v2/summary.json", "history.atom", "updates.atom", "embed/status.json"):
        assert name in found
    assert "badge.svg" in found


def test_of_a_private_page_programs_read_nothing(front: str) -> None:
    make_component("canary one")
    notice = make_notice("canary two", text="canary")
    publish_site()
    assert fetch(f"{front}/api/v2/summary.json").status == 200
    Page.objects.update(private=True)
    publish_site(anyway=True)

    ids = [notice.public_id, *Component.objects.values_list("public_id", flat=True)]
    found = [place for place in leaks(settings.PUBLIC_DIR, ids) if ".html" not in place]
    assert set(found) <= {".manifest.json"}
    assert fetch(f"{front}/api/v2/summary.json").status == 404
    for path in ("/history.atom", "/maintenance.ics", "/badge.svg", "/embed/status.json"):
        assert fetch(front + path).status == 599
    assert b"Disallow: /\n" in fetch(f"{front}/robots.txt").body


def test_managing_programs_do_not_see_it_either() -> None:
    plant()
    public_with_a_mention_of_what_is_held()
    NoticeTemplate.objects.all().delete()
    owner = make_user("Mei Chen", COMMUNICATIONS_LEAD)
    _, raw = issue_token(name="Bot", owner=owner, scopes=["manage_statuspage"], by=None, at=NOON)
    client, page = Client(headers={"authorization": f"OAuth {raw}"}), Page.objects.the_page()
    held = Component.objects.get(name="canary held")
    theirs = Notice.objects.get(title="canary incident")
    below = f"/v1/pages/{page.public_id}"

    for path in ("/components", "/incidents", "/incidents/scheduled", "/incidents/upcoming"):
        answer = client.get(below + path)
        assert answer.status_code == 200
        assert b"canary held" not in answer.content
        assert b"canary incident" not in answer.content
        assert b"canary work" not in answer.content
    for path in (f"/components/{held.public_id}", f"/incidents/{theirs.public_id}"):
        assert client.get(below + path).status_code == 404
    body = {"incident": {"name": "New", "component_ids": [held.public_id]}}
    refused = client.post(f"{below}/incidents", json.dumps(body), content_type="application/json")
    assert refused.status_code == 422


@pytest.mark.parametrize("contact", ["", "mailto:security@example.com"])
def test_whom_to_tell_of_a_weakness_is_said_where_it_is_known(front: str, contact: str) -> None:
    Page.objects.the_page()
    Page.objects.update(security_contact=contact)
    publish_site()
    before = fetch(f"{front}/.well-known/security.txt")
    publish_site(anyway=True)

    if not contact:
        assert before.status == 599
        return
    fields = dict(line.split(": ", 1) for line in before.body.decode().splitlines())
    assert fields["Contact"] == contact
    assert fields["Canonical"].endswith("/.well-known/security.txt")
    assert fields["Expires"].endswith("-01T00:00:00Z")
    assert before.headers["content-type"] == "text/plain; charset=utf-8"
    assert fetch(f"{front}/.well-known/security.txt").body == before.body
