"""A person halts a mailing that should not go on, and resumes it."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from portal.people.models.audit import AuditEntry
from portal.post import post
from portal.post.drafts import Recipient
from portal.post.halting import NothingToHalt, halt_mailing, resume_mailing
from portal.post.models import Delivery, DeliveryState
from tests.make_people import make_user
from tests.make_post import MailSink, deliver_everything, make_message
from tests.make_record import NOON


@pytest.fixture
def sink(settings: Settings) -> Iterator[MailSink]:
    with MailSink() as server:
        settings.EMAIL_URL = server.url
        yield server


def test_what_is_halted_waits_while_the_rest_flows(sink: MailSink) -> None:
    halted = make_message("a@example.com", "b@example.com")
    make_message("c@example.com")

    assert halt_mailing(message=halted, by=make_user(), at=NOON) == 2
    deliver_everything()

    assert [mail["To"] for mail in sink.mails] == ["c@example.com"]


def test_resumed_it_goes_out_once(sink: MailSink) -> None:
    mailing = make_message("a@example.com", "b@example.com")
    halt_mailing(message=mailing, by=make_user(), at=NOON)

    assert resume_mailing(message=mailing, by=make_user(), at=NOON) == 2
    deliver_everything()
    deliver_everything()

    assert sorted(mail["To"] for mail in sink.mails) == ["a@example.com", "b@example.com"]


def test_recipients_added_to_a_halted_mailing_wait_too(sink: MailSink) -> None:
    mailing = make_message("a@example.com")
    halt_mailing(message=mailing, by=make_user(), at=NOON)
    mailing.refresh_from_db()

    post.address(mailing, to=[Recipient("late@example.com")], at=NOON)
    deliver_everything()

    assert sink.mails == []


def test_what_has_gone_out_cannot_be_halted(sink: MailSink) -> None:
    mailing = make_message()
    deliver_everything()

    with pytest.raises(NothingToHalt, match="has gone out"):
        halt_mailing(message=mailing, by=make_user(), at=NOON)


def test_a_lead_halts_and_resumes_on_the_page(settings: Settings) -> None:
    mailing, client = make_message("a@example.com"), Client()
    client.force_login(make_user("Mei Chen", "Communications lead"))
    page = f"/portal/outbox/{mailing.pk}/"

    assert "Halt mailing" in client.get(page).content.decode()
    halted = client.post(f"{page}halt/", follow=True).content.decode()
    resumed = client.post(f"{page}resumption/", follow=True).content.decode()

    assert "Halted: 1 wait" in halted
    assert "Resume mailing" in halted
    assert "Resumed: 1 go out now" in resumed
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "halted",
        "resumed",
    ]


def test_an_auditor_reads_and_touches_nothing() -> None:
    mailing, client = make_message("a@example.com"), Client()
    client.force_login(make_user("Ines", "Auditor"))

    assert "Halt mailing" not in client.get(f"/portal/outbox/{mailing.pk}/").content.decode()
    assert client.post(f"/portal/outbox/{mailing.pk}/halt/").status_code == 403
    assert Delivery.objects.get().state == DeliveryState.PENDING
