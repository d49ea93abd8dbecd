"""Banners are shown when they should be, once, and taken down."""

from datetime import timedelta

import pytest

from portal.clock.models import Timer
from portal.people.models import AuditEntry
from statuspage.actions.announce import CannotAnnounce, announce
from statuspage.actions.withdraw_announcement import withdraw_announcement
from statuspage.models import Announcement
from tests.make_people import make_user
from tests.make_record import NOON

DAY = timedelta(days=1)


def test_it_is_shown_from_its_start_to_its_end() -> None:
    announce(title="Office closed", by=make_user(), at=NOON, starts_at=NOON + DAY,
             ends_at=NOON + 2 * DAY)  # fmt: skip

    shown = [bool(Announcement.objects.public().shown(at=NOON + days * DAY)) for days in range(3)]
    assert shown == [False, True, False]
    rings = Timer.objects.filter(kind="statuspage.banner_turns").order_by("due_at")
    assert [one.due_at for one in rings] == [NOON + DAY, NOON + 2 * DAY]


def test_a_double_press_announces_once() -> None:
    mei = make_user()

    first, second = (announce(title="Hello", by=mei, at=NOON) for _ in range(2))

    assert first == second
    assert AuditEntry.objects.count() == 1


def test_withdrawn_it_is_gone_at_once() -> None:
    mei = make_user()
    banner = announce(title="Hello", by=mei, at=NOON, ends_at=NOON + DAY)

    assert withdraw_announcement(announcement=banner, by=mei, at=NOON)
    assert not withdraw_announcement(announcement=banner, by=mei, at=NOON)

    assert not Announcement.objects.public().exists()
    assert not Timer.objects.set_for(banner).exists()


@pytest.mark.parametrize(
    "facts",
    [{"ends_at": NOON}, {"title": " "}, {"tone": "shouting"}, {"link": "javascript:alert(1)"}],
)
def test_what_cannot_be_shown_is_refused(facts: dict[str, object]) -> None:
    with pytest.raises(CannotAnnounce):
        announce(**{"title": "Hello", "by": make_user(), "at": NOON, **facts})  # type: ignore[arg-type]

    assert not Announcement.objects.exists()
