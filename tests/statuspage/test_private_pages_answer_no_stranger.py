"""A private page tells strangers nothing, whatever they send to its forms."""

import pytest
from django.test import Client

from statuspage.links import confirm_url, leave_url, manage_url
from statuspage.models import Component, ComponentGroup, Page, Subscriber, Wish
from tests.make_record import NOON
from tests.make_statuspage import make_component, make_notice, make_subscriber

SECRET = b"Reactor cooling"


@pytest.fixture
def _private() -> None:
    Page.objects.the_page()
    component: Component = make_component(SECRET.decode(), group="Reactor cooling group")
    make_notice("Reactor cooling fails", components={component.public_id: "major_outage"})
    Page.objects.update(private=True)
    assert ComponentGroup.objects.exists()


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


@pytest.mark.usefixtures("_private")
@pytest.mark.parametrize("address", ["/subscribe/ask/", "/subscribe/link/"])
@pytest.mark.parametrize("email", ["", "no address", "ana@example.com"])
def test_its_forms_are_not_there(address: str, email: str) -> None:
    answer = Client().post(address, {"email": email})

    assert answer.status_code == 404
    assert SECRET not in answer.content
    assert not Wish.objects.exists()


def links_of(subscriber: Subscriber) -> list[str]:
    return [manage_url(subscriber.pk), leave_url(subscriber.pk), confirm_url(subscriber)]


@pytest.mark.usefixtures("_private")
def test_whoever_subscribed_before_may_leave_and_reads_nothing() -> None:
    subscriber = make_subscriber()

    for link in links_of(subscriber):
        for answer in (Client().get(path_of(link)), Client().post(path_of(link), {"volume": "?"})):
            assert SECRET not in answer.content

    subscriber.refresh_from_db()
    assert subscriber.state == "gone"
    assert subscriber.gone_at is not None
    assert subscriber.gone_at > NOON
