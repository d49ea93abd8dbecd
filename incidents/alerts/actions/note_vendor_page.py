"""A vendor's status page was read, or could not be."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.alerts.outbound.status_pages import Read
from incidents.catalog.models import Vendor, VendorStatus
from incidents.record.models import Incident
from portal.clock import clock

DUE = "catalog.vendor_page_due"
OFTEN, SELDOM = timedelta(minutes=2), timedelta(minutes=5)
LONGEST = timedelta(hours=1)
_MOST_DOUBLINGS = 6


@transaction.atomic
def note_vendor_page(
    *, vendor: Vendor, read: Read | None, at: datetime, error: str = "", again_after: float = 0.0
) -> VendorStatus:
    """Keep what it says, or why it could not be read beside what was read last; and set when
    it is read again: oftener while it may matter, later the longer it stays silent."""
    VendorStatus.objects.get_or_create(vendor=vendor)
    status = VendorStatus.objects.select_for_update().get(vendor=vendor)
    status.tried_at = at
    if read is None:
        status.failures += 1
        status.last_error = error[:240]
    else:
        status.failures, status.last_error, status.read_at = 0, "", at
        status.etag, status.last_modified = read.etag, read.last_modified
    if read is not None and read.reading is not None:
        said = read.reading
        status.indicator, status.words = said.indicator, said.words
        status.incidents, status.components = said.incidents, said.components
    status.save()
    clock.set(DUE, about=vendor, at=at + _wait(status, again_after))
    return status


def _wait(status: VendorStatus, again_after: float) -> timedelta:
    hit = Incident.objects.open().filter(services__vendors=status.vendor_id).exists()
    wait = OFTEN if hit or not status.is_well else SELDOM
    if status.failures:
        wait = min(wait * 2 ** min(status.failures - 1, _MOST_DOUBLINGS), LONGEST)
    return max(wait, timedelta(seconds=again_after))
