"""How work repeats is chosen in words, and its words may be prepared."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from statuspage.desk.planning import rule_of
from statuspage.models import MaintenanceSeries, Notice, NoticeTemplate, Page
from statuspage.recurrence import occurrences
from tests.make_statuspage import make_component
from tests.statuspage.desk.test_planning_from_the_desk import ROOM, plan, text_of


@pytest.mark.parametrize(
    ("chosen", "day", "rule"),
    [
        ("daily", date(2026, 12, 5), "FREQ=DAILY"),
        ("weekly", date(2026, 12, 5), "FREQ=WEEKLY;BYDAY=SA"),
        ("weekday", date(2026, 12, 5), "FREQ=MONTHLY;BYDAY=1SA"),
        ("weekday", date(2026, 12, 28), "FREQ=MONTHLY;BYDAY=4MO"),
        ("weekday", date(2026, 12, 29), "FREQ=MONTHLY;BYDAY=-1TU"),
        ("date", date(2026, 12, 5), "FREQ=MONTHLY;BYMONTHDAY=5"),
        ("date", date(2026, 12, 30), "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1"),
    ],
)
def test_a_choice_is_a_rule_of_the_day_it_begins(chosen: str, day: date, rule: str) -> None:
    assert rule_of(chosen, day) == rule


def series_of(lead: Client, **facts: Any) -> MaintenanceSeries:
    typed = plan(begins="2027-01-31T02:00", ends="2027-01-31T03:00", **facts)
    assert "It will happen" in text_of(lead.post(f"{ROOM}new/", typed))
    assert not MaintenanceSeries.objects.exists()
    answer = lead.post(f"{ROOM}new/", {**typed, "confirmed": "1"})
    assert answer.status_code == 302
    return MaintenanceSeries.objects.get()


def test_a_date_that_a_month_lacks_is_its_last_day(lead: Client) -> None:
    series = series_of(lead, repeats="date")

    found = occurrences(
        series.rule,
        first_at=series.first_at,
        time_zone=series.time_zone,
        after=series.first_at,
        until=series.first_at.replace(month=5, day=2),
    )
    assert [(one.month, one.day) for one in found] == [(2, 28), (3, 31), (4, 30)]


def test_the_day_is_the_one_in_the_zone_of_the_page(lead: Client) -> None:
    Page.objects.update(time_zone="Asia/Tokyo")

    assert series_of(lead, repeats="weekly").rule == "FREQ=WEEKLY;BYDAY=SU"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"repeats": "own"}, "Write the rule"),
        ({"repeats": "daily", "rule": "FREQ=WEEKLY"}, "Choose “Own rule” above"),
        ({"rule": "FREQ=WEEKLY"}, "Choose “Own rule” above"),
        ({"repeats": "hourly"}, "hourly is not one of the available choices"),
    ],
)
def test_what_is_unclear_is_refused_at_its_field(
    lead: Client, facts: dict[str, str], words: str
) -> None:
    answer = lead.post(f"{ROOM}new/", plan(**facts))

    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not Notice.objects.exists()


def test_prepared_words_begin_the_form(lead: Client) -> None:
    component = make_component("Cards")
    template = NoticeTemplate.objects.create(
        name="Cards move", kind="maintenance", status="scheduled",
        title="Cards move {{where}}", text="Short interruptions.", tell=False,
    )  # fmt: skip
    template.components.add(component)
    address = f"{ROOM}new/?template={template.public_id}"

    assert f'href="?template={template.public_id}"' in lead.get(f"{ROOM}new/").content.decode()
    assert address in lead.get("/portal/status-page/templates/").content.decode()
    form = lead.get(address).context["form"]
    assert form["title"].value() == "Cards move {{where}}"
    assert (form["tell"].value(), form["components"].value()) == (False, [component.public_id])
    assert lead.get(f"{ROOM}new/?template=nothing").status_code == 200
