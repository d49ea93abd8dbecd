"""An account of Statuspage is taken in as it was, twice is once, and nobody is told."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Model

from portal.clock.models import Timer
from portal.post.models import Message
from statuspage.models import (
    Component,
    ComponentGroup,
    Notice,
    NoticeTemplate,
    NoticeUpdate,
    Page,
    StatusChange,
    Subscriber,
)
from statuspage.snapshot.publishing import publish_site
from tests.loopback import fetch

PAGE, GROUP, API, WEB = "kctbh9vrtdwd", "b13yz5g2cw10", "8l4ygp009s5s", "4iqlkkw5d5q2"
PAST, OPEN, NEXT, DONE = "p31zjtct2jer", "dwx9ky4fpgzz", "vy0j1xs1ndcw", "wpk9jhkjsyzw"


def component(identifier: str, name: str, **facts: Any) -> dict[str, Any]:
    return {
        "id": identifier,
        "name": name,
        "status": "operational",
        "group_id": GROUP,
        "group": False,
        "position": 1,
        "showcase": True,
        "start_date": "2024-01-15",
        "description": None,
        "only_show_if_degraded": False,
        "created_at": "2024-01-15T10:00:00.000Z",
        "updated_at": "2026-11-01T10:00:00.000Z",
        **facts,
    }


def said(identifier: str, status: str, at: str, body: str, became: str = "") -> dict[str, Any]:
    """An update; `became` names a component's id and its new status."""
    code, _, new = became.partition(" ")
    change = {"code": code, "name": "Core - API", "old_status": "operational", "new_status": new}
    return {
        "id": identifier,
        "status": status,
        "body": body,
        "created_at": at,
        "display_at": at,
        "affected_components": [change] if became else None,
    }


def notice(identifier: str, name: str, *updates: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return {
        "id": identifier,
        "name": name,
        "status": updates[-1]["status"],
        "impact": "major",
        "created_at": updates[0]["created_at"],
        "started_at": updates[0]["created_at"],
        "incident_updates": list(reversed(updates)),
        "components": [],
        **facts,
    }


def subscriber(mode: str, **facts: Any) -> dict[str, Any]:
    return {"mode": mode, "created_at": "2025-05-01T00:00:00Z", **facts}


def account() -> dict[str, Any]:
    """The files of an export, as the API answers them."""
    window = {"scheduled_for": "2099-05-01T01:00:00Z", "scheduled_until": "2099-05-01T02:00:00Z"}
    return {
        "page.json": {"id": PAGE, "name": "Northwind", "time_zone": "Europe/Paris"},
        "component-groups.json": [{"id": GROUP, "name": "Core", "components": [API, WEB]}],
        "components.json": [
            component(GROUP, "Core", group=True, group_id=None),
            component(API, "API", status="partial_outage"),
            component(WEB, "Website", position=2),
        ],
        "incidents.json": [
            notice(
                PAST,
                "Requests fail",
                said(
                    "aaaaaaaaaaa1",
                    "investigating",
                    "2026-10-01T10:00Z",
                    "We look.",
                    f"{API} major_outage",
                ),
                said(
                    "aaaaaaaaaaa2",
                    "monitoring",
                    "2026-10-01T11:00Z",
                    "Watching.",
                    f"{API} partial_outage",
                ),
                said(
                    "aaaaaaaaaaa3", "resolved", "2026-10-01T12:00Z", "Fixed.", f"{API} operational"
                ),
                said("aaaaaaaaaaa4", "postmortem", "2026-10-03T12:00Z", ""),
                impact="critical",
                postmortem_body="We learnt.",
                postmortem_published_at="2026-10-03T12:00:00.000Z",
            ),
            notice(
                OPEN,
                "Requests are slow",
                said(
                    "bbbbbbbbbbb1",
                    "investigating",
                    "2026-11-20T10:00Z",
                    "We look.",
                    f"{API} partial_outage",
                ),
            ),
            notice(
                DONE,
                "Upgrade",
                said("ccccccccccc1", "scheduled", "2026-09-01T10:00Z", "Soon."),
                said(
                    "ccccccccccc2",
                    "in_progress",
                    "2026-09-05T10:00Z",
                    "Now.",
                    f"{WEB} under_maintenance",
                ),
                said(
                    "ccccccccccc3", "completed", "2026-09-05T11:00Z", "Done.", f"{WEB} operational"
                ),
                impact="maintenance",
                scheduled_for="2026-09-05T10:00:00.000Z",
                scheduled_until="2026-09-05T12:00:00.000Z",
            ),
            notice(
                NEXT,
                "Move",
                said("ddddddddddd1", "scheduled", "2026-11-01T10:00Z", "In May."),
                impact="maintenance",
                components=[component(WEB, "Website")],
                scheduled_auto_in_progress=True,
                **window,
            ),
        ],
        "subscribers.json": [
            subscriber("email", email="Ana@example.com", components=[API]),
            subscriber("email", email="new@example.com", state="unconfirmed"),
            subscriber("email", email="full@example.com", quarantined_at="2026-11-01T00:00:00Z"),
            subscriber("webhook", endpoint="https://hooks.example.com/x", email="ops@example.com"),
            subscriber("sms", phone_number="1"),
        ],
        "incident_templates.json": [
            {"name": "Slow", "title": "Slow {{what}}", "body": "Hm.", "update_status": "identified"}
        ],
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "export"
    place.mkdir()
    return write(place, account())


def write(place: Path, files: dict[str, Any]) -> Path:
    for name, content in files.items():
        (place / name).write_text(json.dumps(content))
    return place


def take_in(folder: Path, **options: Any) -> str:
    printed = StringIO()
    call_command("import_statuspage", str(folder), stdout=printed, **options)
    return printed.getvalue()


def counted() -> dict[str, int]:
    kinds: tuple[type[Model], ...] = (
        Component, ComponentGroup, Notice, NoticeUpdate, NoticeTemplate, StatusChange, Subscriber,
    )  # fmt: skip
    return {one.__name__: one._default_manager.count() for one in kinds}


def test_links_keep_working(folder: Path, front: str) -> None:
    take_in(folder)
    publish_site()

    summary = json.loads(fetch(f"{front}/api/v2/summary.json").body)
    recent = json.loads(fetch(f"{front}/api/v2/incidents.json").body)["incidents"]

    assert (summary["page"]["id"], summary["page"]["time_zone"]) == (PAGE, "Europe/Paris")
    assert [one["id"] for one in summary["components"]] == [GROUP, API, WEB]
    assert [one["id"] for one in recent] == [OPEN, PAST]
    assert [one["id"] for one in summary["incidents"]] == [OPEN]
    assert [one["id"] for one in summary["scheduled_maintenances"]] == [NEXT]
    for one in (PAST, OPEN, NEXT, DONE):
        assert fetch(f"{front}/incidents/{one}/").status == 200


def test_what_was_said_is_said(folder: Path) -> None:
    take_in(folder)

    past = Notice.objects.get(public_id=PAST)
    words = list(past.updates.order_by("display_at").values_list("status", "status_text"))
    assert words == [
        ("investigating", "We look."),
        ("monitoring", "Watching."),
        ("resolved", "Fixed."),
        ("postmortem", "Postmortem"),
    ]
    assert (past.status, past.impact, past.report) == ("postmortem", "critical", "We learnt.")
    assert past.updates.earliest("display_at").public_id == "aaaaaaaaaaa1"
    done = Notice.objects.get(public_id=DONE)
    assert (done.status, done.impact) == ("completed", "maintenance")
    assert done.scheduled_for is not None
    assert done.scheduled_for.isoformat() == "2026-09-05T10:00:00+00:00"
    coming = Notice.objects.get(public_id=NEXT)
    assert (coming.status, coming.auto_start, coming.auto_end) == ("scheduled", True, False)
    assert [one.component.name for one in coming.affected.all()] == ["Website"]


def test_uptime_counts_what_the_updates_did(folder: Path) -> None:
    take_in(folder)

    api = Component.objects.get(public_id=API)
    history = [(f"{one.at:%d %H}", one.new_status) for one in api.changes.order_by("at", "pk")]
    assert history == [
        ("01 10", "major_outage"),
        ("01 11", "partial_outage"),
        ("01 12", "operational"),
        ("20 10", "partial_outage"),
    ]
    assert api.status == "partial_outage"
    assert api.start_date is not None


def test_who_was_told_is_told(folder: Path) -> None:
    printed = take_in(folder)

    rows = {one.address: one for one in Subscriber.objects.all()}
    assert set(rows) == {"ana@example.com", "full@example.com", "https://hooks.example.com/x"}
    assert [one.name for one in rows["ana@example.com"].components.all()] == ["API"]
    assert rows["ana@example.com"].everything is False
    assert rows["full@example.com"].state == "quarantined"
    assert rows["https://hooks.example.com/x"].channel == "webhook"
    assert "subscriber left out: 2 made" in printed
    assert NoticeTemplate.objects.get().title == "Slow {{what}}"


def test_nobody_is_told(folder: Path) -> None:
    take_in(folder)

    assert not Message.objects.exists()
    assert not NoticeUpdate.objects.filter(tell=True).exists()
    assert not Timer.objects.filter(kind="statuspage.tell_subscribers").exists()


def test_twice_is_once(folder: Path) -> None:
    take_in(folder)
    first, revision = counted(), Page.objects.get().revision

    printed = take_in(folder)

    assert counted() == first
    assert Page.objects.get().revision == revision
    assert "incident: 0 made, 2 there already" in printed


def test_a_dry_run_makes_nothing(folder: Path) -> None:
    printed = take_in(folder, dry_run=True)

    assert "incident: 2 would be made, 0 there already" in printed
    assert set(counted().values()) == {0}


@pytest.mark.parametrize(
    ("name", "spoil", "words"),
    [
        ("components.json", lambda rows: rows[1].pop("name"), "components.json: entry 1, name"),
        (
            "incidents.json",
            lambda rows: rows[0]["incident_updates"][0].update(status="odd"),
            "incidents.json: entry 0, incident_updates.0.status",
        ),
        (
            "incidents.json",
            lambda rows: rows[2].update(scheduled_for=None),
            "incidents.json: wpk9jhkjsyzw (Upgrade): Maintenance needs scheduled_for",
        ),
        ("subscribers.json", lambda rows: rows[0].update(email="no"), "email is no address"),
        ("subscribers.json", lambda rows: rows[3].update(endpoint="http://x"), "no https address"),
    ],
)
def test_what_cannot_be_taken_in_is_named_and_nothing_kept(
    folder: Path, name: str, spoil: Any, words: str
) -> None:
    files = account()
    spoil(files[name])
    write(folder, files)

    with pytest.raises(CommandError, match="Nothing was imported") as refusal:
        take_in(folder)

    assert words in str(refusal.value)
    assert set(counted().values()) == {0}


@pytest.mark.parametrize("content", ["{", "1", '{"other": []}'])
def test_what_is_no_list_is_refused(folder: Path, content: str) -> None:
    (folder / "components.json").write_text(content)

    with pytest.raises(CommandError, match=r"components\.json"):
        take_in(folder)


def test_a_folder_without_an_export_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="holds none of"):
        take_in(tmp_path)


def test_lists_of_the_public_api_are_read_too(tmp_path: Path) -> None:
    files = {"components.json": {"page": {}, "components": [component(API, "API", group_id=None)]}}

    take_in(write(tmp_path, files))

    assert Component.objects.get().public_id == API
