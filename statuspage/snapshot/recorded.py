"""What is recorded of components' past."""

from datetime import datetime
from zoneinfo import ZoneInfo

from statuspage import uptime
from statuspage.models import Component, StatusChange, UptimeCorrection


def changes_of(
    rows: list[Component], *, since: datetime, until: datetime
) -> dict[int, list[tuple[datetime, str]]]:
    """What each component became and when, in order; the one before `since` leads."""
    found: dict[int, list[tuple[datetime, str]]] = {row.pk: [] for row in rows}
    counting = StatusChange.objects.counting().filter(component__in=found, at__lte=until)
    before = (
        counting.filter(at__lt=since)
        .order_by("component_id", "-at", "-pk")
        .distinct("component_id")
    )
    for changes in (before, counting.filter(at__gte=since).in_time()):
        for pk, at, status in changes.values_list("component_id", "at", "new_status"):
            found[pk].append((at, status))
    return found


def corrections_of(rows: list[Component], *, since: datetime) -> dict[int, list[uptime.Span]]:
    """What was corrected, what was said last at the end."""
    found: dict[int, list[uptime.Span]] = {}
    standing = UptimeCorrection.objects.filter(
        component__in=rows, withdrawn_at=None, ends_at__gt=since
    )
    for one in standing.order_by("at", "pk"):
        span = uptime.Span(one.status, one.starts_at, one.ends_at)
        found.setdefault(one.component_id, []).append(span)
    return found


def covered_since(row: Component, zone: ZoneInfo) -> datetime:
    """From when on there is data of a component."""
    return uptime.midnight(row.start_date, zone) if row.start_date else row.created_at
