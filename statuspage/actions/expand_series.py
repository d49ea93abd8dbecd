"""Make the coming occurrences of a series."""

from datetime import datetime, timedelta

from django.db import transaction

from portal.clock import clock
from statuspage.actions.schedule_maintenance import schedule_maintenance
from statuspage.models import MaintenanceSeries
from statuspage.recurrence import AHEAD, occurrences

EVERY = timedelta(days=1)


@transaction.atomic
def expand_series(*, series: MaintenanceSeries, at: datetime) -> int:
    """How many were new. One that was moved or cancelled is not made again; a series that has
    ended makes none."""
    locked = MaintenanceSeries.objects.select_for_update().get(pk=series.pk)
    if locked.ended_at is not None:
        return 0
    wanted = occurrences(
        locked.rule,
        first_at=locked.first_at,
        time_zone=locked.time_zone,
        after=at,
        until=at + AHEAD,
    )
    made = set(locked.occurrences.values_list("occurrence_at", flat=True))
    names = list(locked.components.values_list("public_id", flat=True))
    fresh = [moment for moment in wanted if moment not in made]
    for moment in fresh:
        schedule_maintenance(
            title=locked.title,
            text=locked.text,
            scheduled_for=moment,
            scheduled_until=moment + timedelta(minutes=locked.minutes),
            components=names,
            key=f"series:{locked.pk}:{moment.isoformat()}",
            by_name=locked.by_name,
            at=at,
            remind_minutes=locked.remind_minutes if locked.tell else None,
            auto_start=locked.auto_start,
            auto_end=locked.auto_end,
            tell=False,
            series=locked,
            occurrence_at=moment,
        )
    clock.set("statuspage.expand_series", about=locked, at=at + EVERY)
    return len(fresh)
