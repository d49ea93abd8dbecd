"""What is over is entered from the desk, counts in uptime, and tells nobody."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.clock import clock
from portal.post.models import Message
from statuspage import uptime
from statuspage.models import Component, Notice, StatusChange
from tests.make_statuspage import make_component, make_subscriber

ROOM = "/portal/status-page/notices/past/"
FORMAT = "%Y-%m-%dT%H:%M"


def moment(*, hours: float) -> datetime:
    return (timezone.now() - timedelta(hours=hours)).replace(second=0, microsecond=0)


def typed(**facts: Any) -> dict[str, Any]:
    return {
        "title": "Card payments failed",
        "began": moment(hours=5).strftime(FORMAT),
        "ended": moment(hours=4).strftime(FORMAT),
        "closing": "Card payments work again.",
        "key": "k1",
        **facts,
    }


def minutes_lost(component: Component) -> dict[str, int]:
    rows = list(
        StatusChange.objects.counting()
        .filter(component=component)
        .in_time()
        .values_list("at", "new_status")
    )
    lost: dict[str, int] = {}
    for one in uptime.spans(rows, start=moment(hours=9), end=timezone.now()):
        lost[one.status] = lost.get(one.status, 0) + round((one.end - one.start).seconds / 60)
    return lost


@pytest.mark.parametrize("opening", ["", "We are looking at failing payments."])
def test_it_counts_from_its_start_to_its_end(lead: Client, opening: str) -> None:
    component = make_component("Cards")
    named = {f"component_{component.public_id}": "major_outage"}

    for _ in range(2):
        answer = lead.post(ROOM, typed(opening=opening, **named))

    notice = Notice.objects.get()
    assert answer["Location"] == f"/portal/status-page/notices/{notice.public_id}/"
    assert (notice.backfilled, notice.status, notice.impact) == (True, "resolved", "critical")
    assert minutes_lost(component)["major_outage"] == 60
    said = notice.updates.order_by("display_at").values_list("status_text", flat=True)
    assert list(said) == [one for one in (opening, "Card payments work again.") if one]
    component.refresh_from_db()
    assert component.status == "operational"


def test_nobody_is_told_and_the_form_says_so(lead: Client) -> None:
    make_subscriber()

    page = lead.get(ROOM).content.decode()
    lead.post(ROOM, typed())
    clock.ring_due(at=timezone.now())

    assert "Nobody is told." in page
    assert "uptime counts it" in page
    assert Notice.objects.exists()
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("field", "wrong", "words"),
    [
        ("ended", {"ended": moment(hours=6).strftime(FORMAT)}, "after the start"),
        ("ended", {"ended": moment(hours=-9).strftime(FORMAT)}, "not past yet"),
        ("began", {"began": moment(hours=-9).strftime(FORMAT)}, "not past yet"),
        ("began", {"began": "yesterday"}, "Write day and time"),
        ("closing", {"closing": "It took {{minutes}}."}, "Fill in “minutes”"),
        ("title", {"title": ""}, "required"),
    ],
)
def test_a_refusal_is_at_its_field_and_the_text_is_kept(
    lead: Client, field: str, wrong: dict[str, str], words: str
) -> None:
    answer = lead.post(ROOM, typed(opening="We look into it.", **wrong))

    assert answer.status_code == 422
    page = answer.content.decode()
    assert re.search(rf'id="id_{field}_error">[^<]*{words}', page)
    assert "We look into it." in page
    assert not Notice.objects.exists()


def test_the_list_of_notices_leads_to_it(lead: Client) -> None:
    assert f'href="{ROOM}"' in lead.get("/portal/status-page/notices/").content.decode()
