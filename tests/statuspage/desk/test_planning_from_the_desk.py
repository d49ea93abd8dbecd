"""Work is planned, shown in the month, moved, and taken through its steps."""

import re
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from statuspage.models import MaintenanceSeries, Notice
from tests.make_statuspage import make_component, make_subscriber

ROOM = "/portal/status-page/maintenance/"


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def plan(**facts: Any) -> dict[str, Any]:
    begins = timezone.now() + timedelta(days=2)
    return {
        "title": "Cards move",
        "text": "Short interruptions.",
        "begins": begins.strftime("%Y-%m-%dT%H:%M"),
        "ends": (begins + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
        "remind_minutes": "60",
        "auto_start": "on",
        "auto_end": "on",
        "tell": "on",
        "key": "k1",
        **facts,
    }


def test_it_is_planned_once_and_stands_in_the_month(lead: Client) -> None:
    component = make_component("Cards")

    for _ in range(2):
        lead.post(f"{ROOM}new/", plan(components=[component.public_id]))

    notice = Notice.objects.get()
    assert (notice.status, notice.remind_minutes) == ("scheduled", 60)
    month = notice.started_at.strftime("%Y-%m")
    weeks = lead.get(f"{ROOM}?month={month}").context["weeks"]
    days = [day for week in weeks for day in week if day["work"]]
    assert [day["day"] for day in days][:1] == [notice.started_at.date()]
    assert lead.get(f"{ROOM}?month=nonsense").status_code == 200


def test_a_window_that_cannot_be_is_refused_and_kept(lead: Client) -> None:
    typed = plan()

    answer = lead.post(f"{ROOM}new/", {**typed, "ends": typed["begins"]})

    assert answer.status_code == 422
    assert "The end must be after the start." in text_of(answer)
    assert "Short interruptions." in answer.content.decode()


def test_a_rule_shows_what_is_to_come_before_it_is_saved(lead: Client) -> None:
    typed = plan(repeats="own", rule="FREQ=WEEKLY")

    seen = lead.post(f"{ROOM}new/", typed)
    assert len(seen.context["coming"]) == 5
    assert not MaintenanceSeries.objects.exists()
    lead.post(f"{ROOM}new/", {**typed, "confirmed": "1"})

    assert MaintenanceSeries.objects.get().occurrences.count() > 5
    assert lead.post(f"{ROOM}new/", plan(repeats="own", rule="FREQ=SECONDLY")).status_code == 422


def test_it_says_who_is_told(lead: Client) -> None:
    make_subscriber()
    make_subscriber("ben@example.com", maintenance=False)

    answer = lead.post(f"{ROOM}new/", plan(look="1"))

    assert "1 person by e-mail" in text_of(answer)
    assert not Notice.objects.exists()


def test_it_is_moved_and_taken_through_its_steps(lead: Client) -> None:
    lead.post(f"{ROOM}new/", plan())
    notice = Notice.objects.get()
    address = f"{ROOM}{notice.public_id}/"
    later = plan()["begins"][:-2] + "00"
    end = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")

    lead.post(f"{address}window/", {"begins": later, "ends": end, "text": "Later.", "tell": "on"})
    for step in ("start", "verify", "complete"):
        assert lead.post(f"{address}step/", {"step": step}).status_code == 302

    notice.refresh_from_db()
    assert (notice.sequence, notice.status) == (1, "completed")
    assert list(notice.updates.order_by("pk").values_list("status", flat=True)) == [
        "scheduled", "scheduled", "in_progress", "verifying", "completed",
    ]  # fmt: skip
    assert lead.post(f"{address}step/", {"step": "cancel"}).status_code == 422


def test_a_series_is_ended(lead: Client) -> None:
    lead.post(f"{ROOM}new/", plan(repeats="own", rule="FREQ=WEEKLY", confirmed="1"))
    first = Notice.objects.order_by("started_at")[0]

    lead.post(f"{ROOM}{first.public_id}/step/", {"step": "end_series"})

    assert not Notice.objects.unresolved().exists()
