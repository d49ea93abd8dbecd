"""Plan work that comes again and again."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from portal.web.lines import one_line
from statuspage.actions.expand_series import expand_series
from statuspage.actions.write_update import NothingToSay
from statuspage.maintenance import UnusableWindow
from statuspage.models import Component, MaintenanceSeries
from statuspage.recurrence import check_rule


@transaction.atomic
def repeat_maintenance(
    *,
    title: str,
    text: str,
    rule: str,
    time_zone: str,
    first_at: datetime,
    minutes: int,
    components: Sequence[str],
    by_name: str,
    at: datetime,
    remind_minutes: int | None = 60,
    auto_start: bool = True,
    auto_end: bool = True,
    tell: bool = True,
) -> MaintenanceSeries:
    """Make the series and the occurrences of the coming weeks; more follow day by day.

    Subscribers are not told of each when it is made, but by its reminder, its start and its
    end. Raises UnusableRule, UnusableWindow, NothingToSay or NoSuchComponent.
    """
    if not text.strip():
        raise NothingToSay("Write what customers should know of the work.")
    if minutes < 1:
        raise UnusableWindow("The work takes at least a minute.")
    check_rule(rule, first_at=first_at, time_zone=time_zone)
    series = MaintenanceSeries.objects.create(
        title=one_line(title),
        text=text.strip(),
        rule=rule.strip().upper().removeprefix("RRULE:"),
        time_zone=time_zone,
        first_at=first_at,
        minutes=minutes,
        remind_minutes=remind_minutes,
        auto_start=auto_start,
        auto_end=auto_end,
        tell=tell,
        by_name=by_name,
        created_at=at,
    )
    series.components.set(Component.objects.public().filter(public_id__in=list(components)))
    expand_series(series=series, at=at)
    return series
