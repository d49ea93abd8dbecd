"""A vendor's status page is read over real HTTP, kept with its age, and told to incidents."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import Settings

from incidents.alerts.actions.pass_on_vendor_status import pass_on_vendor_status
from incidents.alerts.outbound.vendor_pages import reading_of, summary_url
from incidents.alerts.reading_vendors import read_vendor_page
from incidents.catalog.models import Service, Vendor, VendorStatus
from incidents.record.models import Signal
from portal.clock.models import Timer
from tests.loopback import serving, serving_django
from tests.make_record import NOON, make_incident, make_service
from tests.make_statuspage import make_component, make_notice
from tests.make_vendors import make_vendor

TROUBLE: dict[str, Any] = {
    "page": {"id": "x", "name": "Cardline"},
    "status": {"indicator": "major", "description": "Partial System Outage"},
    "components": [
        {"id": "c1", "name": "eu-2", "status": "partial_outage"},
        {"id": "c2", "name": "us-1", "status": "operational"},
    ],
    "incidents": [
        {
            "id": "i1",
            "name": "eu-2 connection errors",
            "status": "investigating",
            "impact": "major",
            "started_at": "2026-11-19T11:30:00.000Z",
            "shortlink": "https://stspg.example/i1",
            "components": [{"id": "c1", "name": "eu-2"}],
        },
        {"id": "i0", "name": "Old", "status": "resolved", "impact": "critical"},
    ],
}
FINE: dict[str, Any] = {"status": {"indicator": "none", "description": "All good"}, "incidents": []}


class Page:
    """Their server: what it answers next, and what it was asked with."""

    def __init__(self) -> None:
        self.status, self.body = "200 OK", json.dumps(TROUBLE).encode()
        self.headers: dict[str, str] = {}
        self.asked: list[dict[str, Any]] = []

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        self.asked.append(environ)
        mark = self.headers.get("ETag")
        if mark and environ.get("HTTP_IF_NONE_MATCH") == mark:
            start_response("304 Not Modified", [])
            return []
        start_response(self.status, list(self.headers.items()))
        return [self.body]


@contextmanager
def served(page: Page, settings: Settings, **facts: Any) -> Iterator[Vendor]:
    with serving(page) as address:
        settings.INSIDE_HOSTS = [address.removeprefix("http://")]
        yield make_vendor("Cardline", status_page_url=address, **facts)


@pytest.fixture
def service() -> Service:
    return make_service("Card gateway")


def test_it_keeps_what_their_page_says(settings: Settings) -> None:
    page = Page()
    with served(page, settings) as vendor:
        assert read_vendor_page(vendor.pk, at=NOON)

    status = VendorStatus.objects.get()
    assert page.asked[0]["PATH_INFO"] == "/api/v2/summary.json"
    assert (status.indicator, status.read_at) == ("major", NOON)
    assert [one["name"] for one in status.incidents] == ["eu-2 connection errors"]
    assert status.since is not None
    assert f"{status.since:%H:%M}" == "11:30"


def test_their_trouble_becomes_a_signal_of_the_incidents_it_may_explain(
    settings: Settings, service: Service
) -> None:
    hit, other = make_incident(services=[service]), make_incident("Mail is slow")
    with served(Page(), settings, services=[service]) as vendor:
        read_vendor_page(vendor.pk, at=NOON)
        read_vendor_page(vendor.pk, at=NOON + timedelta(minutes=2))

    signal = Signal.objects.get()
    assert (signal.incident, signal.source, signal.says) == (hit, "vendor", "degraded")
    assert signal.words == "Cardline: partial outage, eu-2 connection errors, since 11:30 UTC"
    assert not other.signals.exists()


def test_the_end_of_their_trouble_is_a_signal_too(settings: Settings, service: Service) -> None:
    incident, page = make_incident(services=[service]), Page()
    with served(page, settings, services=[service]) as vendor:
        read_vendor_page(vendor.pk, at=NOON)
        page.body = json.dumps(FINE).encode()
        read_vendor_page(vendor.pk, at=NOON + timedelta(minutes=2))

    said = [one.says for one in incident.signals.order_by("pk")]
    assert said == ["degraded", "up"]


def test_two_vendors_never_hide_each_other(settings: Settings, service: Service) -> None:
    incident = make_incident(services=[service])
    for name, indicator in (("Cardline", "critical"), ("Mailline", "none")):
        vendor = make_vendor(name, services=[service])
        VendorStatus.objects.create(vendor=vendor, indicator=indicator, read_at=NOON)

    pass_on_vendor_status(incident=incident, at=NOON)

    assert Signal.objects.get().says == "down"


def test_a_page_that_did_not_change_is_not_read_twice(settings: Settings) -> None:
    page = Page()
    page.headers = {"ETag": '"7"'}
    later = NOON + timedelta(minutes=2)
    with served(page, settings) as vendor:
        read_vendor_page(vendor.pk, at=NOON)
        assert read_vendor_page(vendor.pk, at=later)

    status = VendorStatus.objects.get()
    assert page.asked[1]["HTTP_IF_NONE_MATCH"] == '"7"'
    assert (status.indicator, status.read_at) == ("major", later)


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[]", b'{"status": "ok"}', b"[" * 5000, b'{"status": {"in',
     b"x" * 1_100_000],
)  # fmt: skip
def test_a_broken_page_leaves_what_was_read_last(settings: Settings, body: bytes) -> None:
    page = Page()
    with served(page, settings) as vendor:
        read_vendor_page(vendor.pk, at=NOON)
        page.body = body
        assert not read_vendor_page(vendor.pk, at=NOON + timedelta(minutes=2))

    status = VendorStatus.objects.get()
    assert (status.indicator, status.read_at, status.failures) == ("major", NOON, 1)
    assert status.last_error


@pytest.mark.parametrize(
    "told",
    [
        {"status": {"indicator": {}, "description": []}, "incidents": "none", "components": 7},
        {"status": {}, "incidents": [None, 7, {"name": 3, "components": [None], "started_at": 5}]},
        {"status": {"indicator": "odd"},
         "incidents": [{"started_at": "yesterday", "shortlink": "javascript:1"}]},
    ],
)  # fmt: skip
def test_odd_types_are_read_for_what_they_hold(told: dict[str, Any]) -> None:
    said = reading_of(json.dumps(told).encode())

    assert said.indicator == "none"
    assert all(one["since"] == "" and one["url"] == "" for one in said.incidents)


def test_it_asks_ever_less_often_while_they_do_not_answer(settings: Settings) -> None:
    page = Page()
    page.status = "503 Service Unavailable"
    waits = []
    with served(page, settings) as vendor:
        for number in range(9):
            at = NOON + timedelta(hours=number)
            read_vendor_page(vendor.pk, at=at)
            due = Timer.objects.live().get(kind="catalog.vendor_page_due").due_at
            waits.append(int((due - at).total_seconds() // 60))

    assert waits[0] == 5
    assert waits == sorted(waits)
    assert waits[-1] == 60


def test_it_comes_back_when_they_say(settings: Settings) -> None:
    page = Page()
    page.status, page.headers = "429 Too Many Requests", {"Retry-After": "1800"}
    with served(page, settings) as vendor:
        read_vendor_page(vendor.pk, at=NOON)

    due = Timer.objects.live().get(kind="catalog.vendor_page_due").due_at
    assert due == NOON + timedelta(minutes=30)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/", "https://10.0.0.1/", "https://localhost/"]
)
def test_an_address_inside_our_network_is_never_asked(address: str) -> None:
    vendor = make_vendor(status_page_url=address)

    assert not read_vendor_page(vendor.pk, at=NOON)


def test_only_the_components_that_concern_us_count(settings: Settings) -> None:
    with served(Page(), settings, status_components=["US-1"]) as vendor:
        read_vendor_page(vendor.pk, at=NOON)

    status = VendorStatus.objects.get()
    assert (status.indicator, status.incidents) == ("none", [])


def test_a_page_of_allclear_is_read_like_any_other(settings: Settings) -> None:
    component = make_component("Cards")
    make_notice("Cards fail", components={component.public_id: "major_outage"})
    with serving_django() as address:
        settings.INSIDE_HOSTS = [address.removeprefix("http://")]
        settings.ALLOWED_HOSTS = ["127.0.0.1"]
        vendor = make_vendor("Northwind", status_page_url=address)
        assert read_vendor_page(vendor.pk, at=NOON)

    status = VendorStatus.objects.get()
    assert not status.is_well
    assert [one["name"] for one in status.incidents] == ["Cards fail"]


def test_an_address_of_json_is_taken_as_it_is() -> None:
    assert summary_url("https://a.example/x.json") == "https://a.example/x.json"
    assert summary_url("https://a.example/") == "https://a.example/api/v2/summary.json"
