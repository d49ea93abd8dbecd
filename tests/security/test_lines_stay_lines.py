"""No word breaks out of its line: not into a mail's headers, not into the log."""

from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from incidents.record.models import Incident
from portal.clock import clock
from portal.post.models import Delivery
from tests.make_alerts import alert, make_integration, notification, receive
from tests.make_oncall import make_ladder
from tests.make_people import make_user
from tests.make_post import deliver_everything
from tests.make_record import NOON
from tests.security.roles import RESPONDS, enter

LINES = (
    "An ordinary title",
    "Down\r\nBcc: victim@example.net",
    "Down\nX-Injected: yes",
    "Down\rSubject: other",
    "Down\u2028Bcc: victim@example.net",
    "Down\x85Bcc: victim@example.net",
    "Down\x1b]0;owned\x07",
    "Down\x00Bcc: victim@example.net",
    "=?utf-8?q?Down=0D=0ABcc:_victim@example.net?=",
)

UNSURE = dict.fromkeys(("users", "revenue", "data_risk", "way_round"), "unsure")


@pytest.fixture(autouse=True)
def _places(settings: Settings, tmp_path: Path) -> None:
    settings.PUBLIC_DIR = tmp_path / "public"
    settings.MAIL_FILES = tmp_path / "mail"
    settings.EMAIL_URL = ""


def declare_by_hand(client: Client, title: str) -> int:
    typed = {"title": title, "level": "1", "reason": "As seen", "key": "k" * 32, **UNSURE}
    return client.post("/portal/declare/", typed).status_code


@pytest.mark.parametrize("title", LINES)
def test_a_title_stays_in_its_line(title: str, settings: Settings) -> None:
    make_ladder(make_user("Ana Ruiz", "Responder", email="ana@example.com"))

    status = declare_by_hand(enter(RESPONDS), title)
    deliver_everything()

    mails = [message_from_bytes(one.read_bytes()) for one in settings.MAIL_FILES.glob("*.eml")]
    assert status in ({302} if title == LINES[0] else {302, 422})
    assert (len(mails) > 0) is (status == 302)
    for mail in mails:
        assert mail["Bcc"] is None
        assert mail["X-Injected"] is None
        assert len(mail.get_all("Subject", [])) == 1
    assert not Delivery.objects.filter(address__contains="victim").exists()
    assert Incident.objects.count() == (status == 302)


@pytest.mark.parametrize("title", [one for one in LINES if "\0" not in one])
def test_an_alerts_title_stays_in_its_line(title: str, settings: Settings) -> None:
    make_ladder(make_user("Ana Ruiz", "Responder", email="ana@example.com"))
    integration = make_integration()
    told = alert(
        annotations={"summary": title}, labels={"alertname": title, "severity": "critical"}
    )

    receive(integration, notification(told))
    clock.ring_due(at=NOON + timedelta(minutes=1))
    deliver_everything()

    mails = [message_from_bytes(one.read_bytes()) for one in settings.MAIL_FILES.glob("*.eml")]
    assert Incident.objects.count() == 1
    assert len(mails) > 0
    assert all(mail["Bcc"] is None and mail["X-Injected"] is None for mail in mails)
