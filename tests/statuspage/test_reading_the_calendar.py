"""Calendars know of planned work, follow it when it moves, and let go of it when it is off."""

from datetime import timedelta
from typing import Any

from icalendar import Calendar

from portal.clock.now import database_now
from statuspage.actions.cancel_maintenance import cancel_maintenance
from statuspage.actions.reschedule_maintenance import reschedule_maintenance
from statuspage.actions.retract_notice import retract_notice
from statuspage.models import Notice
from statuspage.snapshot.publishing import publish_site
from tests.loopback import fetch
from tests.make_maintenance import HOUR, make_maintenance
from tests.make_record import NOON
from tests.make_statuspage import make_component, make_notice

BEGINS = NOON + 24 * HOUR
DAY = timedelta(days=1)


def events(front: str, path: str = "/maintenance.ics") -> list[Any]:
    calendar = Calendar.from_ical(fetch(front + path).body)
    assert calendar.errors == []
    return list(calendar.events)


def move(notice: Notice, *, by: timedelta = HOUR, at: timedelta = HOUR) -> None:
    reschedule_maintenance(
        public_id=notice.public_id,
        scheduled_for=BEGINS + by,
        scheduled_until=BEGINS + by + HOUR,
        text="It begins later.",
        by_name="Mei Chen",
        at=NOON + at,
    )


def test_planned_work_is_an_event(front: str) -> None:
    notice = make_maintenance(title="Upgrade; of the database, and more", begins=BEGINS)
    make_notice("Card payments fail")
    publish_site()

    (event,) = events(front)

    assert event["summary"] == "Upgrade; of the database, and more"
    assert (event.start, event.end) == (BEGINS, BEGINS + HOUR)
    assert event["uid"].startswith(f"{notice.public_id}@")
    assert event["sequence"] == 0
    assert event["status"] == "CONFIRMED"
    assert event["dtstamp"].dt == event["last-modified"].dt == NOON
    assert event["url"].endswith(f"/incidents/{notice.public_id}/")
    assert "Payments keep working." in event["description"]
    assert event["transp"] == "TRANSPARENT"
    assert event.alarms.times == []


def test_it_is_written_as_calendars_read_it(front: str) -> None:
    make_maintenance(title="Größere Wartung 設備 " * 9)
    publish_site()

    answer = fetch(f"{front}/maintenance.ics")

    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"].startswith("inline")
    lines = answer.body.split(b"\r\n")
    assert b"\n" not in answer.body.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()
    assert {b"VERSION:2.0", b"METHOD:PUBLISH", b"REFRESH-INTERVAL;VALUE=DURATION:PT1H"} <= set(
        lines
    )
    assert events(front)[0]["summary"].startswith("Größere Wartung 設備")


def test_work_that_moves_keeps_its_name_and_counts(front: str) -> None:
    notice = make_maintenance(begins=BEGINS)
    publish_site()
    (before,) = events(front)
    move(notice)
    publish_site()

    (after,) = events(front)

    assert after["uid"] == before["uid"]
    assert after["sequence"] == 1
    assert after.start == BEGINS + HOUR
    assert after["dtstamp"].dt > before["dtstamp"].dt


def test_work_that_is_off_is_cancelled_for_a_month(front: str) -> None:
    notice = make_maintenance(begins=BEGINS)
    cancel_maintenance(
        public_id=notice.public_id, text="Not needed any more.", by_name="Mei Chen", at=NOON
    )
    publish_site()
    told = [(one["status"], one["sequence"]) for one in events(front)]
    Notice.objects.update(cancelled_at=database_now() - 31 * DAY)
    publish_site(anyway=True)

    assert told == [("CANCELLED", 1)]
    assert events(front) == []


def test_a_component_has_a_calendar_of_its_own(front: str) -> None:
    api, refunds = make_component("API"), make_component("Refunds")
    make_maintenance(title="Upgrade", components=[api.public_id])
    make_maintenance(title="Move")
    publish_site()

    calendars = {
        one.name: [each["summary"] for each in events(front, path)]
        for one in (api, refunds)
        if (path := f"/components/{one.public_id}/maintenance.ics")
    }

    assert calendars == {"API": ["Upgrade"], "Refunds": []}
    assert len(events(front)) == 2


def test_as_long_as_nothing_moves_the_bytes_are_the_same(front: str) -> None:
    make_maintenance()
    publish_site()
    before = fetch(f"{front}/maintenance.ics").body
    publish_site(anyway=True)

    assert fetch(f"{front}/maintenance.ics").body == before


def test_retracted_work_is_in_no_calendar(front: str) -> None:
    notice = make_maintenance()
    retract_notice(public_id=notice.public_id, reason="A mistake.", at=NOON)
    publish_site()

    assert events(front) == []
