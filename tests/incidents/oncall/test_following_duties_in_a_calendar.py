"""A secret link, the same bytes while nothing changes, and nothing of incidents."""

from datetime import timedelta

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from incidents.catalog.models import Team
from incidents.oncall.actions.build_shifts import build_shifts
from incidents.oncall.actions.issue_feed import issue_feed
from incidents.oncall.actions.override_duty import override_duty
from incidents.oncall.actions.revoke_feed import revoke_feed
from incidents.oncall.models import CalendarFeed
from incidents.oncall.schedule.feeds import duty_calendar
from portal.people.groups import RESPONDER
from portal.people.models import User
from tests.make_oncall import make_schedule
from tests.make_people import make_user
from tests.make_record import NOON

HOUR = timedelta(hours=1)


def feed_of(person: User, team: Team | None = None) -> CalendarFeed:
    return issue_feed(team=team, by=person, at=NOON)[0]


def events(feed: CalendarFeed) -> dict[str, int]:
    """UID → SEQUENCE."""
    calendar = Calendar.from_ical(duty_calendar(feed, at=NOON))
    return {str(one["uid"]): int(str(one["sequence"])) for one in calendar.walk("VEVENT")}


def test_it_says_when_and_stays_the_same_bytes() -> None:
    ana = make_user("Ana")
    rotation = make_schedule(ana, make_user("Ben"), name="Payments, first; \\ 😀")
    feed = feed_of(ana)

    first = duty_calendar(feed, at=NOON)
    build_shifts(rotation=rotation, at=NOON + HOUR)

    assert duty_calendar(feed, at=NOON + 2 * HOUR) == first
    shown = Calendar.from_ical(first)
    assert shown.errors == []
    one = shown.walk("VEVENT")[0]
    assert one["summary"] == "On call: Payments, first; \\ 😀"
    assert one.decoded("dtend") - one.decoded("dtstart") == timedelta(days=7)


def test_a_moved_duty_keeps_its_uid_and_counts_up() -> None:
    ana, ben = make_user("Ana"), make_user("Ben")
    rotation = make_schedule(ana)
    feed = feed_of(ana)
    before = events(feed)
    start = rotation.shifts.filter(starts_at__gt=NOON).in_order()[0].starts_at

    override_duty(
        rotation=rotation, person=ben, starts_at=start + HOUR, ends_at=start + 2 * HOUR,
        reason="", by=ben, at=NOON,
    )  # fmt: skip

    after = events(feed)
    moved = {uid for uid in before if after[uid] != before[uid]}
    assert before.keys() < after.keys()
    assert len(moved) == 1
    assert all(after[uid] > before[uid] for uid in moved)


def test_a_team_sees_everybody_and_its_gaps() -> None:
    team = Team.objects.create(name="Platform", slug="platform")
    make_schedule(name="Empty", team=team)
    make_schedule(make_user("Ana"), name="Platform", team=team)
    feed = feed_of(make_user(), team)

    shown = Calendar.from_ical(duty_calendar(feed, at=NOON)).walk("VEVENT")

    assert {str(one["summary"]) for one in shown} == {"Empty: nobody", "Platform: Ana"}


def test_its_link_is_shown_once_works_and_is_revoked(client: Client) -> None:
    ana = make_user("Ana", RESPONDER)
    make_schedule(ana, at=timezone.now())
    client.force_login(ana)

    made = client.post(reverse("oncall:feeds"), {"team": ""})
    address = made.context["address"]
    listed = client.get(reverse("oncall:feeds"))

    assert made.status_code == 201
    assert address.startswith(f"{settings.SITE_URL}/portal/on-call/feeds/")
    assert address.encode() not in listed.content
    reader = Client()
    answer = reader.get(address)
    assert answer["Content-Type"].startswith("text/calendar")
    assert len(Calendar.from_ical(answer.content).walk("VEVENT")) > 4
    again = reader.get(address, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    client.post(reverse("oncall:revoke_feed", args=[CalendarFeed.objects.get().pk]))
    assert reader.get(address).status_code == 404


def test_it_ends_when_its_owner_leaves() -> None:
    ana = make_user("Ana")
    feed, raw = issue_feed(team=None, by=ana, at=NOON)
    User.objects.filter(pk=ana.pk).update(is_active=False)

    assert CalendarFeed.objects.for_secret(raw) is None
    revoke_feed(feed=feed, by=ana, at=NOON)


def test_others_links_are_not_revoked(client: Client) -> None:
    feed = feed_of(make_user("Ana"))
    client.force_login(make_user("Ben", RESPONDER))

    client.post(reverse("oncall:revoke_feed", args=[feed.pk]))

    feed.refresh_from_db()
    assert feed.revoked_at is None
