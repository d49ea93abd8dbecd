"""Customers read a text of their own, and nothing else of a postmortem."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from incidents import publishing
from incidents.learning.actions.approve_postmortem import approve_postmortem
from incidents.learning.actions.publish_report import publish_report
from incidents.learning.actions.submit_postmortem import submit_postmortem
from incidents.learning.models import Postmortem
from incidents.learning.refusals import NotReady
from portal.clock import clock
from portal.people.models import User
from portal.post.models import Message
from statuspage.actions.write_update import NothingToSay, StatusOutOfPlace
from statuspage.models import Notice
from statuspage.snapshot.publishing import publish_site
from tests.make_learning import HOUR, make_postmortem, write
from tests.make_people import make_user
from tests.make_record import NOON
from tests.make_statuspage import make_subscriber, make_words, read_everything, say

REPORT = "Refund mails came late because two kinds of mail **shared a queue**."


@pytest.fixture(autouse=True)
def _published_here(settings: Settings, tmp_path: Path) -> None:
    settings.PUBLIC_DIR = tmp_path / "public"


@pytest.fixture
def lead() -> User:
    return make_user("Mei Chen", "Communications lead")


def make_agreed(lead: User) -> tuple[Postmortem, Notice]:
    """Approved, of an incident that customers were told of and that is resolved."""
    postmortem = write(make_postmortem())
    submit_postmortem(postmortem=postmortem, reason="Short.", by=postmortem.owner, at=NOON + HOUR)
    manager = make_user("Elena Rossi", "Manager")
    approve_postmortem(postmortem=postmortem, by=manager, at=NOON + HOUR)
    publishing.tell_customers(
        incident=postmortem.incident,
        title="Refund mails are late",
        words=make_words(),
        key="told",
        by=lead,
        at=NOON,
    )
    notice = Notice.objects.get()
    say(notice, "Fixed.", status="resolved", at=NOON + HOUR)
    postmortem.refresh_from_db()
    postmortem.incident.refresh_from_db()
    return postmortem, notice


def test_it_stands_on_the_page_of_the_notice(lead: User, tmp_path: Path) -> None:
    postmortem, notice = make_agreed(lead)

    publish_report(postmortem=postmortem, text=REPORT, tell=False, by=lead, at=NOON + 2 * HOUR)

    notice.refresh_from_db()
    assert notice.status == "postmortem"
    assert notice.resolved_at == NOON + HOUR
    publish_site(anyway=True)
    page = read_everything(tmp_path / "public")[f"incidents/{notice.public_id}/index.html"]
    assert b"<strong>shared a queue</strong>" in page


def test_nothing_of_the_postmortem_itself_passes(lead: User, tmp_path: Path) -> None:
    postmortem, _ = make_agreed(lead)
    Postmortem.objects.filter(pk=postmortem.pk).update(root_cause="canary-of-the-inside")

    publish_report(postmortem=postmortem, text=REPORT, tell=False, by=lead, at=NOON + 2 * HOUR)

    publish_site(anyway=True)
    everything = read_everything(tmp_path / "public")
    assert all(b"canary-of-the-inside" not in body for body in everything.values())


def test_a_later_text_replaces_it_without_another_word(lead: User) -> None:
    postmortem, notice = make_agreed(lead)

    for text in (REPORT, "Better said."):
        publish_report(postmortem=postmortem, text=text, tell=True, by=lead, at=NOON + 2 * HOUR)

    notice.refresh_from_db()
    assert notice.report == "Better said."
    assert notice.updates.filter(status="postmortem").count() == 1
    assert publishing.report(postmortem.incident) == "Better said."


@pytest.mark.parametrize("tell", [True, False])
def test_subscribers_hear_of_it_only_when_asked_to(lead: User, tell: bool) -> None:
    postmortem, _ = make_agreed(lead)
    make_subscriber("ana@example.com")
    clock.ring_due(at=NOON + HOUR)
    before = Message.objects.filter(kind="statuspage.update").count()

    publish_report(postmortem=postmortem, text=REPORT, tell=tell, by=lead, at=NOON + 2 * HOUR)
    clock.ring_due(at=NOON + 2 * HOUR)

    assert Message.objects.filter(kind="statuspage.update").count() - before == int(tell)


def test_before_it_is_approved_nobody_reads_it(lead: User) -> None:
    postmortem = write(make_postmortem())

    with pytest.raises(NotReady, match="approved first"):
        publish_report(postmortem=postmortem, text=REPORT, tell=False, by=lead, at=NOON)


def test_what_customers_never_heard_of_has_no_report(lead: User) -> None:
    postmortem, _ = make_agreed(lead)
    incident = postmortem.incident
    publishing.retract(incident=incident, reason="Never happened.", by=lead, at=NOON + HOUR)

    with pytest.raises(publishing.NotForCustomers):
        publish_report(postmortem=postmortem, text=REPORT, tell=False, by=lead, at=NOON + HOUR)


def test_an_open_notice_has_no_report_yet(lead: User) -> None:
    postmortem, _ = make_agreed(lead)
    incident = postmortem.incident
    publishing.retract(incident=incident, reason="Again.", by=lead, at=NOON)
    publishing.tell_customers(
        incident=incident, title="Late", words=make_words(), key="again", by=lead, at=NOON
    )

    with pytest.raises(StatusOutOfPlace, match="Resolve"):
        publish_report(postmortem=postmortem, text=REPORT, tell=False, by=lead, at=NOON)


def test_an_empty_report_is_refused(lead: User) -> None:
    postmortem, _ = make_agreed(lead)

    with pytest.raises(NothingToSay):
        publish_report(postmortem=postmortem, text=" \n", tell=False, by=lead, at=NOON + HOUR)


def test_looking_at_it_publishes_nothing_and_keeps_what_was_typed(lead: User) -> None:
    postmortem, notice = make_agreed(lead)
    client = Client()
    client.force_login(lead)
    address = f"{postmortem.get_absolute_url()}report/"

    looked = client.post(address, {"text": REPORT, "look": "1"})

    notice.refresh_from_db()
    assert looked.status_code == 200
    assert "<strong>shared a queue</strong>" in looked.content.decode()
    assert "shared a queue**" in looked.content.decode()
    assert notice.report == ""


def test_published_from_the_screen_it_is_told_on_the_timeline(lead: User) -> None:
    postmortem, notice = make_agreed(lead)
    client = Client()
    client.force_login(lead)

    answer = client.post(f"{postmortem.get_absolute_url()}report/", {"text": REPORT})

    notice.refresh_from_db()
    assert answer.status_code == 302
    assert notice.report == REPORT
    entry = postmortem.incident.entries.latest("seq")
    assert entry.body == "Report for customers published."
    assert entry.by == lead
    assert notice.updated_at - NOON > timedelta(0)
