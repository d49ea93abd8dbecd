"""What of many waiting alerts belongs together, so that nobody reads hundreds of lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q

from incidents.alerts.models import Alert
from incidents.alerts.models.alert import AlertQuerySet

# So many of one group stand as one line.
MANY = 3
MOST_GROUPS = 10


@dataclass(frozen=True)
class Gathered:
    """Alerts of one group, by the newest of them; `level` is the worst that one of them says."""

    newest: Alert
    many: int
    since: datetime
    level: int | None


def gathered(alerts: AlertQuerySet) -> list[Gathered]:
    """The largest groups among these, the worst first."""
    rows = list(
        alerts.order_by()
        .values("integration", "group_key")
        .annotate(many=Count("pk"), since=Min("starts_at"), newest=Max("pk"), worst=Min("level"))
        .filter(many__gte=MANY)
        .order_by("-many", "newest")[:MOST_GROUPS]
    )
    if not rows:
        return []
    named = Alert.objects.select_related("integration", "service").in_bulk(
        [row["newest"] for row in rows]
    )
    found = [
        Gathered(named[row["newest"]], row["many"], row["since"], row["worst"]) for row in rows
    ]
    return sorted(found, key=lambda one: (one.level is None, one.level, -one.many))


def without(alerts: AlertQuerySet, groups: Sequence[Gathered]) -> AlertQuerySet:
    """What stands in none of these groups."""
    apart = Q()
    for one in groups:
        apart |= same_group(one.newest)
    return alerts.exclude(apart) if groups else alerts


def same_group(alert: Alert) -> Q:
    return Q(integration=alert.integration_id, group_key=alert.group_key)
