"""No more of this maintenance."""

from datetime import datetime

from django.db import transaction

from portal.clock import clock
from statuspage.actions.cancel_maintenance import cancel_maintenance
from statuspage.models import MaintenanceSeries, Notice, NoticeStatus


@transaction.atomic
def end_series(*, series: MaintenanceSeries, text: str, by_name: str, at: datetime) -> int:
    """End it and cancel what is planned of it; how many were cancelled.

    Nobody was told of these but by the page, so nobody is told now. Raises NothingToSay.
    """
    locked = MaintenanceSeries.objects.select_for_update().get(pk=series.pk)
    if locked.ended_at is not None:
        return 0
    locked.ended_at = at
    locked.save(update_fields=["ended_at"])
    clock.cancel_all(about=locked)
    standing = Notice.objects.standing().filter(series=locked)
    planned = list(standing.filter(status=NoticeStatus.SCHEDULED).order_by("pk"))
    for notice in planned:
        cancel_maintenance(
            public_id=notice.public_id,
            text=text,
            by_name=by_name,
            at=at,
            tell=notice.reminded_at is not None,
        )
    return len(planned)
