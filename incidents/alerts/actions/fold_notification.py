"""Work notifications in: alerts by the source's time, incidents where a rule says so."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from incidents.alerts.attaching import attach
from incidents.alerts.declaring import declare_first
from incidents.alerts.folding import fold_alerts
from incidents.alerts.formats.registry import read
from incidents.alerts.formats.shapes import Arrived, FiredAlert, Notification, Reading
from incidents.alerts.models import InboxItem, InboxState, Integration
from incidents.alerts.occurrences import note_acknowledged, settle
from incidents.alerts.returning import come_back
from incidents.record.models import Incident
from portal.clock.models import Timer

# How many of a storm are worked in by one transaction.
MOST_AT_ONCE = 200


@transaction.atomic
def fold_notification(*, item: InboxItem, at: datetime, alone: bool = False) -> InboxItem:
    """Update the alerts and their incident, and take along what else waits in the same group
    unless it shall be folded `alone`. Doing it again, or in another order, leads to the same
    state. One integration is worked in at a time."""
    if item.state != InboxState.RECEIVED:
        return item
    _take_turn(f"alerts:{item.integration_id}")
    locked = InboxItem.objects.select_for_update().select_related("integration").get(pk=item.pk)
    if locked.state != InboxState.RECEIVED:
        return locked
    items = [locked, *([] if alone else _along(locked))]
    groups: dict[str, list[FiredAlert]] = {}
    for reading in _readings(locked.integration, items):
        if isinstance(reading, Notification):
            groups.setdefault(reading.group_key, []).extend(reading.alerts)
    for group, fired in groups.items():
        _fold_group(locked.integration, group, fired, at=at)
    kept = InboxItem.objects.filter(pk__in=[one.pk for one in items])
    kept.update(state=InboxState.FOLDED, folded_at=at)
    locked.state, locked.folded_at = InboxState.FOLDED, at
    return locked


def _readings(integration: Integration, items: list[InboxItem]) -> list[Reading]:
    """What they say in the order they came, but for tests, which lead to nothing."""
    in_order = sorted(items, key=lambda one: (one.received_at, one.pk))
    return [
        read(
            integration.kind,
            Arrived(one.body, one.received_at, one.said, integration.mapping),
        )
        for one in in_order
        if not one.is_test
    ]


def _fold_group(
    integration: Integration, group: str, told: Sequence[FiredAlert], *, at: datetime
) -> None:
    """The alerts of one group, and the incident they belong to or open."""
    fired = settle(integration, told)
    folded = fold_alerts(integration, group, fired, at=at)
    note_acknowledged(integration, told)
    incident = _open_incident(integration, group)
    if incident is None:
        firing = [one.alert for one in folded if one.fired]
        incident = come_back(integration, group, firing, at=at) or declare_first(
            integration, firing, at=at
        )
    if incident is not None:
        attach(incident, folded, at=at)


def _take_turn(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _along(item: InboxItem) -> list[InboxItem]:
    """Others that wait in the same lane and never failed; their alarms are taken away."""
    if not item.lane:
        return []
    waiting = list(
        InboxItem.objects.waiting()
        .filter(integration=item.integration_id, lane=item.lane)
        .exclude(pk=item.pk)
        .order_by("pk")
        .select_for_update(skip_locked=True)[: MOST_AT_ONCE - 1]
    )
    alarms = Timer.objects.live().filter(
        kind=InboxItem.FOLD,
        about_label=InboxItem._meta.label_lower,
        about_pk__in=[str(one.pk) for one in waiting],
        tries=0,
    )
    free = dict(alarms.select_for_update(skip_locked=True).values_list("about_pk", "pk"))
    Timer.objects.filter(pk__in=free.values()).delete()
    return [one for one in waiting if str(one.pk) in free]


def _open_incident(integration: Integration, group_key: str) -> Incident | None:
    return (
        Incident.objects.open()
        .filter(alerts__integration=integration, alerts__group_key=group_key)
        .order_by("-pk")
        .first()
    )
