"""A vendor's agreement, its contacts, and how long is too long to wait."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from incidents.catalog.admin.vendors import VendorForm
from incidents.catalog.models import Severity, VendorAgreement, VendorStatus
from tests.make_people import make_user
from tests.make_record import NOON, make_service
from tests.make_vendors import make_vendor


def test_an_agreement_says_its_times_in_words() -> None:
    vendor = make_vendor()

    agreed = vendor.agreement_for(3)

    assert agreed is not None
    assert agreed.words == "first answer in 30 min, P1 fix in 4 h"


def test_the_agreement_nearest_to_the_severity_holds() -> None:
    vendor = make_vendor()
    VendorAgreement.objects.create(vendor=vendor, level=1, answer_minutes=5, fix_minutes=60)

    assert [vendor.agreement_for(level).answer_minutes for level in range(4)] == [5, 5, 30, 30]  # type: ignore[union-attr]


@pytest.mark.parametrize(("fix", "longer"), [(240, False), (241, True), (None, True)])
def test_a_fix_after_our_target_is_longer_than_we_can_wait(fix: int | None, longer: bool) -> None:
    agreed = VendorAgreement(level=1, answer_minutes=30, fix_minutes=fix)

    assert agreed.is_longer_than(240) is longer


def test_a_severity_has_one_agreement() -> None:
    vendor = make_vendor()

    with pytest.raises(IntegrityError, match="vendor_agrees_once_a_level"), transaction.atomic():
        VendorAgreement.objects.create(vendor=vendor, level=3, answer_minutes=1)


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1/", "https://localhost/", "https://10.0.0.7/", "https://a.internal/"],
)
def test_a_status_page_inside_our_network_is_refused(address: str) -> None:
    form = VendorForm({"name": "Cardline", "slug": "cardline", "status_page_url": address})

    assert "status_page_url" in form.errors


def test_its_page_says_whom_to_call_and_what_we_do_without_them(client: Client) -> None:
    vendor = make_vendor("Cardline", services=[make_service("Checkout")])
    client.force_login(make_user("Tom", "Responder"))

    page = client.get(vendor.get_absolute_url()).content.decode()

    for said in ("R. Okafor", "Emergency line", "+1 555 0100", "backup processor", "Checkout"):
        assert said in page


def test_their_status_stands_with_when_it_was_read(client: Client) -> None:
    vendor = make_vendor("Cardline")
    theirs: list[dict[str, Any]] = [
        {"id": "1", "name": "eu-2 errors", "impact": "major", "status": "investigating",
         "components": [], "since": "2026-11-19T11:30:00+00:00", "url": ""}
    ]  # fmt: skip
    VendorStatus.objects.create(vendor=vendor, indicator="major", incidents=theirs, read_at=NOON)
    client.force_login(make_user("Tom", "Responder"))

    page = client.get(vendor.get_absolute_url()).content.decode()

    assert "Partial outage" in page
    assert "eu-2 errors, since" in page
    assert "11:30 UTC" in page
    assert "read from their page at" in page


def test_a_service_shows_the_vendors_behind_it(client: Client) -> None:
    service = make_service("Checkout")
    vendor = make_vendor("Cardline", services=[service])
    client.force_login(make_user("Tom", "Responder"))

    page = client.get(service.get_absolute_url()).content.decode()

    assert vendor.get_absolute_url() in page


def test_severe_trouble_leaves_other_teams_a_quarter_of_an_hour() -> None:
    found = {one.level: one.policy() for one in Severity.objects.all()}

    assert found[1].answer_minutes == 15
    assert {one.permission_minutes for one in found.values()} == {10}
