"""A notice that an incident leads gets its words there, where its promises are kept."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from incidents import publishing
from incidents.record.models import Incident
from portal.people.models import User
from statuspage.actions.write_next_update import write_next_update
from statuspage.leading import LedElsewhere, led_from
from statuspage.models import Notice
from tests.make_people import make_user
from tests.make_record import NOON, make_incident
from tests.make_statuspage import make_notice, make_words


@pytest.fixture(autouse=True)
def _published_here(settings: Settings, tmp_path: Path) -> None:
    settings.PUBLIC_DIR = tmp_path / "public"


@pytest.fixture
def lead() -> User:
    return make_user("Mei Chen", "Communications lead")


def make_led(lead: User) -> tuple[Incident, Notice]:
    incident = make_incident("Card payments fail")
    publishing.tell_customers(
        incident=incident, title="Payments fail", words=make_words(), key="first", by=lead, at=NOON
    )
    return incident, Notice.objects.get()


def write(notice: Notice) -> Notice:
    newest = notice.updates.latest("pk")
    return write_next_update(
        public_id=notice.public_id,
        after=newest.public_id,
        words=make_words("We go on."),
        key="next",
        by_name="Mei Chen",
        at=NOON,
    )


def test_elsewhere_it_is_refused_with_the_way_there(lead: User) -> None:
    incident, notice = make_led(lead)

    with pytest.raises(LedElsewhere, match=f"{incident.reference} leads this notice") as refusal:
        write(notice)

    assert refusal.value.led.url == f"/portal/incidents/{incident.reference}/updates/"
    assert notice.updates.count() == 1


def test_the_desk_shows_the_way_there(lead: User) -> None:
    incident, notice = make_led(lead)
    client = Client()
    client.force_login(lead)

    for address in ("/portal/status-page/", f"/portal/status-page/notices/{notice.public_id}/"):
        shown = client.get(address).content.decode()
        assert f"Write update in {incident.reference}" in shown


def test_what_the_page_says_by_itself_is_led_by_nobody(lead: User) -> None:
    notice = make_notice()

    assert led_from(notice) is None
    assert write(notice).updates.count() == 2
