"""Builders of vendors."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from incidents.catalog.models import ContactKind, Service, Vendor, VendorAgreement, VendorContact

_numbers = count(1)


def make_vendor(name: str = "", *, services: Sequence[Service] = (), **facts: Any) -> Vendor:
    """One that answers in 30 min and mends in 4 h, at every severity."""
    number = next(_numbers)
    vendor = Vendor.objects.create(
        **{
            "name": name or f"Vendor {number}",
            "slug": f"vendor-{number}",
            "what": "card processor",
            "support_email": f"support-{number}@vendor.example",
            "workaround": "Send payments to the backup processor.",
            **facts,
        }
    )
    vendor.services.set(services)
    VendorAgreement.objects.create(
        vendor=vendor, level=3, called="P1", answer_minutes=30, fix_minutes=240
    )
    contacts = (
        (ContactKind.ACCOUNT_MANAGER, "R. Okafor", f"okafor-{number}@vendor.example"),
        (ContactKind.EMERGENCY, "", "+1 555 0100"),
    )
    for position, (kind, called, address) in enumerate(contacts, start=1):
        VendorContact.objects.create(
            vendor=vendor, position=position, kind=kind, name=called, address=address
        )
    return vendor
