"""Reading a vendor's page: fetched outside any transaction, then written down."""

import logging
from datetime import datetime

from celery import current_app
from django.db import transaction

from incidents.alerts.actions.note_vendor_page import note_vendor_page
from incidents.alerts.actions.pass_on_vendor_status import pass_on_vendor_status
from incidents.alerts.outbound.status_pages import Unreadable, read_page
from incidents.catalog.models import Vendor, VendorStatus
from incidents.record.models import Incident

logger = logging.getLogger("allclear.alerts")


def read_vendor_page(pk: int, *, at: datetime) -> bool:
    """Whether it could be read; what it says is passed on to the incidents it may explain."""
    vendor = Vendor.objects.filter(pk=pk).exclude(status_page_url="").first()
    if vendor is None:
        return False
    known = VendorStatus.objects.filter(vendor=vendor).first() or VendorStatus(vendor=vendor)
    try:
        read = read_page(
            vendor.status_page_url,
            only=vendor.status_components,
            etag=known.etag,
            last_modified=known.last_modified,
        )
    except Unreadable as error:
        note_vendor_page(
            vendor=vendor, read=None, at=at, error=str(error), again_after=error.again_after
        )
        return False
    note_vendor_page(vendor=vendor, read=read, at=at)
    for incident in Incident.objects.open().filter(services__vendors=vendor).distinct():
        pass_on_vendor_status(incident=incident, at=at)
    return True


def ask_a_worker(vendor: Vendor) -> None:
    """After the commit; a broker that fails is no harm, for the alarm is set again already."""
    transaction.on_commit(lambda: _knock(vendor.pk), robust=True)


def _knock(pk: int) -> None:
    try:
        current_app.send_task("alerts.read_vendor_page", args=[pk], expires=60, retry=False)
    except Exception as error:  # noqa: BLE001
        logger.warning("the broker does not answer (%s); their page is read later", error)
