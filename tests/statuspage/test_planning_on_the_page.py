"""Planned work stands on the page from the day it is said until long after it is done."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from statuspage.actions.cancel_maintenance import cancel_maintenance
from statuspage.actions.complete_maintenance import complete_maintenance
from statuspage.actions.schedule_maintenance import schedule_maintenance
from statuspage.actions.start_maintenance import start_maintenance
from statuspage.models import Component, Notice, NoticeUpdate, Page
from statuspage.snapshot.banner import banner
from statuspage.snapshot.facts import SiteFacts, gather
from statuspage.snapshot.past import past_days
from statuspage.snapshot.presented import shown, steps
from statuspage.snapshot.sheets import frame, sheets
from statuspage.snapshot.times import window
from tests.make_record import NOON
from tests.make_statuspage import make_component, make_notice, say

HOUR = timedelta(hours=1)


def planned(*, hours: float = 62, component: Component | None = None) -> Notice:
    begins = NOON + timedelta(hours=hours)
    return schedule_maintenance(
        title="Cluster upgrade",
        text="Payments keep working.",
        scheduled_for=begins,
        scheduled_until=begins + HOUR,
        components=[component.public_id] if component else [],
        key=f"planned-{hours}",
        by_name="Mei Chen",
        at=NOON,
    )


def facts(at: datetime = NOON) -> SiteFacts:
    return gather(Page.objects.the_page(), at=at)


def html(path: str, at: datetime = NOON) -> str:
    found = facts(at)
    sheet = next(one for one in sheets(found) if one.path == path)
    return sheet.render(found, frame(found)).body.decode()


def test_the_banner_says_what_this_week_brings() -> None:
    make_component()
    planned()
    assert banner(facts())["detail"].endswith(
        "No open incidents; one maintenance window this week."
    )

    planned(hours=100)
    assert "2 maintenance windows this week" in banner(facts())["detail"]


def test_what_is_further_away_waits_on_its_own_page() -> None:
    planned(hours=24 * 9)

    assert "Cluster upgrade" not in html("/")
    assert "Cluster upgrade" in html("/maintenance/")


def test_it_is_planned_in_progress_and_completed() -> None:
    component = make_component("Checkout")
    notice = planned(hours=1, component=component)
    address = f"/incidents/{notice.public_id}/"
    assert "Thursday 19 November, 13:00–14:00 UTC" in html("/").replace("  ", " ")
    assert "so far" not in html(address)

    start_maintenance(public_id=notice.public_id, by_name="Mei Chen", at=NOON + HOUR)
    begun = html("/", NOON + HOUR)
    assert "Maintenance in progress" in begun
    assert "Service under maintenance" in begun
    assert "takes longer than planned" in html("/", NOON + 3 * HOUR)

    complete_maintenance(public_id=notice.public_id, by_name="Mei Chen", at=NOON + 3 * HOUR)
    assert "Maintenance completed after 2 h 0 min" in html("/", NOON + 4 * HOUR)
    assert "1 maintenance" in html("/history/", NOON + 4 * HOUR)


def test_called_off_it_is_said_as_cancelled() -> None:
    notice = planned()
    cancel_maintenance(
        public_id=notice.public_id, text="Not needed.", by_name="Mei Chen", at=NOON + HOUR
    )

    later = facts(NOON + 2 * HOUR)

    (found,) = [one for day in past_days(later) for one in day["notices"]]
    assert found["cancelled"]
    assert "Planned maintenance, cancelled" in html("/", NOON + 2 * HOUR)
    assert "<del>" in html(f"/incidents/{notice.public_id}/", NOON + 2 * HOUR)
    assert [one["word"] for one in steps(later.maintenances[0])] == ["Planned", "Cancelled"]


def test_a_window_says_its_zone_and_the_day_it_ends_on() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    begins = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)

    assert window(begins, begins + 4 * HOUR, berlin) == (
        "Sunday 25 October, 00:30 CEST – 03:30 CET"
    )
    assert window(begins - HOUR, begins + HOUR, berlin) == (
        "Saturday 24 October, 23:30 – Sunday 25 October, 01:30 CEST"
    )
    assert window(begins, begins + HOUR, ZoneInfo("America/Sao_Paulo")).endswith("UTC-03")


def test_a_published_report_stands_on_the_page_without_raw_html() -> None:
    notice = make_notice(at=NOON)
    say(notice, "Fixed.", status="resolved", at=NOON + HOUR)
    Notice.objects.update(report="A **cause**. <script>x</script>")
    assert "cause" not in html(f"/incidents/{notice.public_id}/", NOON + HOUR)

    Notice.objects.update(report_published_at=NOON + 2 * HOUR)

    page = html(f"/incidents/{notice.public_id}/", NOON + 3 * HOUR)
    assert "<strong>cause</strong>" in page
    assert "<script>x" not in page
    assert "Report published" in page
    assert "report published" in html("/", NOON + 3 * HOUR)


def test_an_edited_word_says_so() -> None:
    notice = make_notice(at=NOON)
    NoticeUpdate.objects.update(edited_at=NOON + HOUR)

    assert "edited" in html(f"/incidents/{notice.public_id}/", NOON + 2 * HOUR)


def test_a_notice_that_is_not_saved_yet_can_be_shown() -> None:
    made = make_notice(at=NOON)
    row = Notice(title="Unsaved", status="investigating", started_at=NOON)
    found = facts()
    found.notices[0].updates[0].pk = None

    page = shown(found, type(found.notices[0])(row, [], found.notices[0].updates))

    assert page["title"] == "Unsaved"
    assert made.title not in str(page)


def test_today_is_not_called_quiet_while_something_is_open() -> None:
    make_notice("Card payments fail", at=NOON)

    first = past_days(facts())[0]

    assert [one["title"] for one in first["notices"]] == ["Card payments fail"]
