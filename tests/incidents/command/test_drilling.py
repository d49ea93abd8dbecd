"""A drill runs the whole machinery; everything says so, and nothing reaches customers."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from incidents.command.models import Adapter, Errand
from incidents.command.ordering import order_of
from incidents.comms.actions.post_update import post_update
from incidents.comms.models import Audience, Stage
from incidents.comms.words import Words
from incidents.learning.models import Postmortem
from incidents.publishing import NotForCustomers
from incidents.record.models import Incident, Kind
from portal.clock import clock
from portal.people.groups import INCIDENT_COMMANDER, MANAGER
from portal.people.models import User
from portal.post.models import Message
from statuspage.models import Notice
from tests.make_command import declare
from tests.make_oncall import make_ladder, make_rotation
from tests.make_people import give_second_factor, make_user
from tests.make_record import NOON, make_service
from tests.make_statuspage import make_component, make_subscriber

LONG = timedelta(hours=6)
STEP = timedelta(minutes=5)


@pytest.fixture
def priya() -> User:
    found = make_user("Priya Nair", INCIDENT_COMMANDER)
    give_second_factor(found)
    make_user("Elena Marsh", MANAGER)
    make_ladder(make_rotation(found))
    make_rotation(found, commands=True)
    return found


def drill(by: User, **facts: Any) -> Incident:
    component = make_component("Card payments")
    service = make_service("Checkout", components=[component.public_id], critical_path=True)
    return declare("Payments fail", kind=Kind.DRILL, by=by, services=[service], **facts)


def test_everything_that_leaves_says_drill(priya: User) -> None:
    make_subscriber()
    before = set(Message.objects.values_list("pk", flat=True))
    incident = drill(priya)
    for audience in Audience.objects.filter(public=False):
        audience.members.add(priya)
    inside = list(Audience.objects.filter(public=False))

    post_update(
        incident=incident,
        stage=Stage.UPDATE,
        wordings=[Words(one, "We look into it.") for one in inside],
        key="first",
        by=priya,
        at=NOON + STEP,
    )
    at = NOON
    while at < NOON + LONG:
        at += STEP
        clock.ring_due(at=at)

    sent = Message.objects.exclude(pk__in=before)
    assert sent.values("kind").distinct().count() >= 3
    assert list(sent.exclude(subject__contains="DRILL").values_list("subject", flat=True)) == []
    assert not Notice.objects.exists()
    assert not Postmortem.objects.filter(incident=incident).exists()


def test_customers_cannot_be_told_of_it(priya: User) -> None:
    incident = drill(priya)
    customers = Audience.objects.get(public=True)

    with pytest.raises(NotForCustomers):
        post_update(
            incident=incident,
            stage=Stage.UPDATE,
            wordings=[Words(customers, "Payments fail.")],
            key="public",
            by=priya,
            at=NOON,
            title="Payments fail",
        )

    assert not Notice.objects.exists()


@pytest.mark.parametrize("private", [False, True])
def test_the_war_room_says_drill(priya: User, private: bool) -> None:
    incident = drill(priya, private=private)
    adapter = Adapter.objects.create(name="Chat", kind="slack")

    order = order_of(
        Errand(adapter=adapter, incident=incident, made_at=NOON, not_before=NOON), at=NOON
    )

    assert order.title.startswith("DRILL: ")


def test_its_screens_say_so_on_top(priya: User) -> None:
    incident = drill(priya)
    client = Client()
    client.force_login(priya)

    for tab in ("", "updates/", "mitigation/", "escalations/"):
        page = client.get(f"{incident.get_absolute_url()}{tab}").content.decode()
        assert "This is a drill." in page, tab
