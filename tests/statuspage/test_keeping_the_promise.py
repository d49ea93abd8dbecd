"""The page says when the next word comes, and admits when it is late."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.clock import clock
from statuspage import published
from statuspage.actions.write_update import NothingToSay, NoticeEnded
from statuspage.models import Notice
from statuspage.snapshot.publishing import publish_site
from tests.make_record import NOON
from tests.make_statuspage import Visitor, make_notice, make_subscriber, make_words, say

HALF_AN_HOUR = timedelta(minutes=30)


def counted(notice: Notice) -> tuple[int, int]:
    notice.refresh_from_db()
    return notice.promises_kept, notice.promises_late


def page() -> str:
    publish_site(anyway=True)
    return Visitor().get("/").body.decode()


@pytest.mark.parametrize(
    ("after", "automatic", "kept", "late"),
    [
        (timedelta(minutes=20), False, 1, 0),
        (HALF_AN_HOUR, False, 1, 0),
        (timedelta(minutes=31), False, 0, 1),
        (timedelta(minutes=20), True, 0, 1),
    ],
)
def test_a_word_in_time_by_a_person_keeps_it(
    after: timedelta, automatic: bool, kept: int, late: int
) -> None:
    notice = make_notice(next_update_by=NOON + HALF_AN_HOUR)

    say(notice, "We go on.", at=NOON + after, automatic=automatic)

    assert counted(notice) == (kept, late)


def test_the_page_says_when_the_next_word_comes() -> None:
    make_notice(next_update_by=timezone.now() + HALF_AN_HOUR, at=timezone.now())

    body = page()

    assert "Next update by" in body
    assert "even if nothing has changed" in body


def test_the_page_says_that_an_update_is_late() -> None:
    make_notice(next_update_by=NOON + HALF_AN_HOUR)

    body = page()

    assert "is late" in body
    assert "Next update by" not in body


def test_a_passed_promise_renews_the_page_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    make_notice(next_update_by=NOON + HALF_AN_HOUR)
    clock.ring_due(at=NOON)
    renewed: list[bool] = []
    monkeypatch.setattr(
        "statuspage.timers.publish_site", lambda *, anyway=False: renewed.append(anyway)
    )

    clock.ring_due(at=NOON + HALF_AN_HOUR)

    assert True in renewed


def test_how_many_were_on_time_stands_beside_it() -> None:
    notice = make_notice(next_update_by=NOON + HALF_AN_HOUR)
    say(notice, "Still.", at=NOON + HALF_AN_HOUR, next_update_by=NOON + 2 * HALF_AN_HOUR)
    say(notice, "Late.", at=NOON + 3 * HALF_AN_HOUR, next_update_by=NOON + 4 * HALF_AN_HOUR)

    assert "1 of 2 updates on time" in page()


def test_a_resolved_notice_promises_nothing() -> None:
    notice = make_notice(next_update_by=NOON + HALF_AN_HOUR)

    say(notice, "Fixed.", status="resolved", next_update_by=NOON + 2 * HALF_AN_HOUR)

    notice.refresh_from_db()
    assert notice.next_update_by is None
    assert notice.resolved_at == NOON
    assert "Next update by" not in page()


def test_the_same_word_twice_is_said_once() -> None:
    make_subscriber()
    notice = make_notice()

    for _ in range(2):
        published.post_update(
            public_id=notice.public_id, words=make_words("Once."), key="k", by_name="M", at=NOON
        )

    assert notice.updates.filter(status_text="Once.").count() == 1


def test_after_the_end_only_a_new_notice_may_speak_of_trouble() -> None:
    notice = make_notice()
    say(notice, "Fixed.", status="resolved")

    with pytest.raises(NoticeEnded, match="Publish a new one"):
        say(notice, "Back again.", status="investigating")


def test_nothing_cannot_be_said() -> None:
    with pytest.raises(NothingToSay, match="Write what customers should know"):
        make_notice(text="   ")


def test_reduced_impact_is_a_step_of_its_own() -> None:
    notice = make_notice()
    say(notice, "A backup takes over.", status="identified", reduced=True)
    publish_site(anyway=True)

    body = Visitor().get(f"/incidents/{notice.public_id}/").body.decode()

    assert body.count("Reduced impact") == 2
