"""What leaves the machine to read the pages of others."""

from celery import shared_task

from incidents.alerts.reading_vendors import read_vendor_page
from portal.clock.now import database_now


@shared_task(name="alerts.read_vendor_page")
def read_vendor_page_due(vendor: int) -> bool:
    return read_vendor_page(vendor, at=database_now())
