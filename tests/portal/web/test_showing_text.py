"""What people typed is shown, and never runs."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.people.models import AuditEntry
from portal.web import times
from portal.web.paging import newest_first
from portal.web.prose import prose
from tests.make_people import make_user
from tests.make_record import NOON

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![beacon](https://evil.example/x.png)",
    '<a href="#" onclick="x()">a</a>',
    "<div hx-get=/portal/ hx-trigger=load>",
    "<form action=//evil.example><button>",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "<svg><script>alert(1)</script></svg>",
    "<base href=//evil.example>",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_markdown_lets_nothing_run(attack: str) -> None:
    shown = prose(attack).lower()

    for bad in ("<script", "<img", ' onerror="', "<form", "<svg", "<base", "<div"):
        assert bad not in shown
    assert 'href="javascript' not in shown
    assert 'href="data:' not in shown


@pytest.mark.parametrize("text", ["[" * 100_000, "(" * 100_000, "*" * 100_000, "> " * 50_000,
                                  "- " * 50_000, "`" * 100_000, "<" * 100_000, "\\" * 100_000,
                                  "[a](" * 25_000, "![" * 50_000, "_a_" * 33_000])  # fmt: skip
def test_heaps_of_marks_are_bounded(text: str) -> None:
    assert len(prose(text)) < 400_000


def test_markdown_keeps_what_helps() -> None:
    assert prose("**Stay** on `backup`") == "<p><strong>Stay</strong> on <code>backup</code></p>\n"


@pytest.mark.parametrize(
    ("minutes", "words", "tone"),
    [
        (7, "in 7 min", "soon"),
        (75, "in 1 h 15 min", "fine"),
        (0.5, "now", "soon"),
        (-0.5, "now", "late"),
        (-2, "2 min late", "late"),
    ],
)
def test_what_is_due_is_said_once_with_the_minutes(minutes: float, words: str, tone: str) -> None:
    due = times.due(NOON + timedelta(minutes=minutes), NOON)

    assert (due.text, due.tone) == (words, tone)


def test_a_time_always_names_its_zone() -> None:
    at = datetime(2026, 11, 19, 14, 45, tzinfo=UTC)

    assert times.spelled(at, ZoneInfo("Europe/Berlin")) == "Thu 19 Nov, 15:45 CET"


def test_pages_of_a_list_lose_and_repeat_nothing() -> None:
    person = make_user()
    for number in range(25):
        AuditEntry.objects.create(
            at=NOON + timedelta(minutes=number // 3), by=person, by_name="x", verb="x",
            subject="x", subject_name="x", hash=str(number), previous_hash="",
        )  # fmt: skip
    seen: list[int] = []
    cursor = ""
    while True:
        page = newest_first(AuditEntry.objects.all(), field="at", after=cursor, size=7)
        seen += [row.pk for row in page.rows]
        cursor = page.cursor
        if not cursor:
            break

    assert len(seen) == len(set(seen)) == 25


@pytest.mark.parametrize("cursor", ["", "nonsense", "W10=", "WyJ4IiwgMV0="])
def test_a_cursor_that_cannot_be_read_begins_at_the_newest(cursor: str) -> None:
    assert newest_first(AuditEntry.objects.all(), field="at", after=cursor).rows == []
