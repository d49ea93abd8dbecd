"""Whoever asked for this is told of this, and of nothing else."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytest_django import Settings

from portal.clock import clock
from portal.post.models import Delivery
from statuspage.actions.change_subscription import set_scope
from statuspage.actions.set_component_status import set_component_status
from statuspage.actions.tell_subscribers import tell_subscribers
from statuspage.models import Audience, Component, Page, Subscriber
from tests.make_maintenance import HOUR, make_maintenance
from tests.make_post import MailSink, deliver_everything, parts
from tests.make_record import NOON
from tests.make_statuspage import make_component, make_notice, make_subscriber, say


@pytest.fixture
def sink(settings: Settings) -> Iterator[MailSink]:
    with MailSink() as server:
        settings.EMAIL_URL = server.url
        yield server


def told() -> set[str]:
    """Names of who was addressed so far."""
    return {one.partition("@")[0] for one in Delivery.objects.values_list("address", flat=True)}


def wanting(name: str, **scope: object) -> Subscriber:
    subscriber = make_subscriber(f"{name}@example.com")
    set_scope(subscriber, dict(scope))
    return subscriber


def everybody(api: Component, site: Component) -> None:
    group = api.group
    assert group is not None
    wanting("everything")
    wanting("api", components=[api.public_id])
    wanting("site", components=[site.public_id])
    wanting("group", groups=[group.public_id])
    wanting("major", volume="major")
    wanting("nowork", maintenance=False)


EVENTS = [
    ("api", "degraded_performance", {"everything", "api", "group", "nowork"}),
    ("api", "partial_outage", {"everything", "api", "group", "major", "nowork"}),
    ("site", "major_outage", {"everything", "site", "major", "nowork"}),
    ("later", "degraded_performance", {"everything", "group", "nowork"}),
    ("none", "", {"everything", "nowork"}),
]


@pytest.mark.parametrize(("which", "status", "expected"), EVENTS)
def test_an_incident_reaches_exactly_its_circle(
    which: str, status: str, expected: set[str]
) -> None:
    api, site = make_component("API", group="Core"), make_component("Site", group="Web")
    everybody(api, site)
    later = make_component("Joined later", group="Core")
    named = {"api": api, "site": site, "later": later}
    components = {named[which].public_id: status} if which in named else {}

    make_notice(components=components)
    clock.ring_due(at=NOON)

    assert told() == expected


def test_planned_work_spares_whoever_wants_none() -> None:
    api, site = make_component("API", group="Core"), make_component("Site", group="Web")
    everybody(api, site)

    make_maintenance(components=[api.public_id])
    clock.ring_due(at=NOON)

    assert told() == {"everything", "api", "group", "major"}


def test_start_and_end_are_two_messages(sink: MailSink) -> None:
    wanting("ends", volume="ends")
    notice = make_notice("API errors")
    for text, status in (("b", "identified"), ("c", "monitoring"), ("d", "resolved")):
        clock.ring_due(at=NOON)
        deliver_everything()
        say(notice, text, status=status)
    clock.ring_due(at=NOON)
    deliver_everything()

    assert [str(mail["Subject"]) for mail in sink.mails] == [
        "[Status] Investigating: API errors",
        "[Status] Resolved: API errors",
    ]


def test_a_first_word_overtaken_before_it_was_told_is_told_by_the_next() -> None:
    wanting("ends", volume="ends")
    notice = make_notice()
    say(notice, "newer", status="identified")
    clock.ring_due(at=NOON)

    assert told() == {"ends"}


def test_who_follows_one_notice_hears_of_no_other() -> None:
    mine, other = make_notice(tell=False), make_notice(tell=False)
    make_subscriber("one@example.com", only_notice=mine)
    say(other, "x")
    clock.ring_due(at=NOON)
    assert told() == set()

    say(mine, "y")
    clock.ring_due(at=NOON)
    assert told() == {"one"}


def test_who_asked_twice_is_told_once() -> None:
    notice = make_notice(tell=False)
    first = make_subscriber("ana@example.com")
    make_subscriber("ana@example.com", only_notice=notice, language="fr")
    page = Page.objects.the_page()
    page.languages = ["en", "fr"]
    page.save()

    say(notice, "x")
    clock.ring_due(at=NOON)
    tell_subscribers(update=notice.updates.latest("pk"), after=first.pk, at=NOON)

    assert Delivery.objects.count() == 1


def test_what_an_audience_holds_for_itself_is_told_to_no_subscriber() -> None:
    api = make_component("API", group="Core")
    wanting("everything")
    wanting("api", components=[api.public_id])
    notice = make_notice(tell=False, components={api.public_id: "major_outage"})
    notice.audiences.add(Audience.objects.create(name="Partners"))
    say(notice, "between us")
    clock.ring_due(at=NOON)

    assert told() == set()


def test_a_component_that_became_an_audiences_own_is_in_no_message(sink: MailSink) -> None:
    api = make_component("API", group="Core")
    secret = make_component("Vault", group="Core")
    wanting("vault", components=[secret.public_id])
    wanting("everything")
    notice = make_notice(
        tell=False, components={api.public_id: "degraded_performance",
                                secret.public_id: "major_outage"}
    )  # fmt: skip
    secret.audiences.add(Audience.objects.create(name="Partners"))
    say(notice, "x", components={api.public_id: "partial_outage"})
    clock.ring_due(at=NOON)
    deliver_everything()

    assert told() == {"everything"}
    assert "Vault" not in sink.mails[0].as_string()


def test_of_a_private_page_nobody_is_told() -> None:
    wanting("everything")
    Page.objects.the_page()
    Page.objects.update(private=True)
    make_notice()
    clock.ring_due(at=NOON)

    assert told() == set()


def test_each_is_told_in_their_language(sink: MailSink) -> None:
    page = Page.objects.the_page()
    page.languages = ["en", "fr"]
    page.save()
    wanting("french", language="fr")
    wanting("english", language="en")
    wanting("german", language="de")
    make_notice(
        "Card payments fail",
        text="We look into it.",
        translations={"fr": {"status_text": "Nous cherchons."}},
    )
    clock.ring_due(at=NOON)
    deliver_everything()

    (french,) = sink.to("french@example.com")
    text, html = parts(french)
    assert "Nous cherchons." in text
    assert "Nous cherchons." in html
    assert 'lang="fr"' in html
    assert "Se désabonner" in text
    for name in ("english", "german"):
        (mail,) = sink.to(f"{name}@example.com")
        assert "We look into it." in parts(mail)[0]


def test_planned_work_is_told_at_every_turn_with_its_calendar(sink: MailSink) -> None:
    wanting("ana")
    notice = make_maintenance("Database upgrade", begins=NOON + 3 * HOUR)
    begins = NOON + 3 * HOUR
    for at in (NOON, begins - HOUR, begins, begins + HOUR):
        clock.ring_due(at=at)
        deliver_everything()

    assert [str(mail["Subject"]) for mail in sink.mails] == [
        "[Status] Scheduled: Database upgrade",
        "[Status] Reminder: Database upgrade",
        "[Status] In progress: Database upgrade",
        "[Status] Completed: Database upgrade",
    ]
    attached = [one for one in sink.mails[0].walk() if one.get_filename()]
    assert [one.get_filename() for one in attached] == ["maintenance.ics"]
    calendar = bytes(attached[0].get_payload(decode=True)).decode()
    assert f"UID:{notice.public_id}@" in calendar
    assert len({str(mail["References"]) for mail in sink.mails}) == 1
    assert len({str(mail["Message-ID"]) for mail in sink.mails}) == 4


FLIP = timedelta(seconds=120)


def change(component: Component, status: str, at: timedelta = timedelta()) -> None:
    set_component_status(component=component, status=status, by_name="Mei Chen", at=NOON + at)


def test_a_component_that_changes_for_good_is_told_once(sink: MailSink) -> None:
    api = make_component("API", group="Core")
    wanting("asked", component_changes=True)
    wanting("group", component_changes=True, groups=[api.group.public_id] if api.group else [])
    wanting("not")
    change(api, "degraded_performance")
    clock.ring_due(at=NOON + FLIP - timedelta(seconds=1))
    assert told() == set()

    clock.ring_due(at=NOON + FLIP)
    clock.ring_due(at=NOON + 2 * FLIP)
    deliver_everything()

    assert told() == {"asked", "group"}
    assert str(sink.mails[0]["Subject"]) == "[Status] Degraded: Core - API"
    assert len(sink.mails) == 2


def test_a_flip_that_is_over_sooner_tells_nobody() -> None:
    api = make_component("API", group="Core")
    wanting("asked", component_changes=True)
    change(api, "degraded_performance")
    change(api, "operational", timedelta(seconds=60))
    clock.ring_due(at=NOON + 5 * FLIP)

    assert told() == set()


def test_a_change_that_a_notice_made_is_told_by_the_notice_alone() -> None:
    api = make_component("API", group="Core")
    wanting("asked", component_changes=True)
    change(api, "degraded_performance")
    make_notice(components={api.public_id: "major_outage"}, at=NOON + timedelta(seconds=30))
    clock.ring_due(at=NOON + 5 * FLIP)

    assert Delivery.objects.count() == 1
    assert Delivery.objects.get().message.kind == "statuspage.update"
