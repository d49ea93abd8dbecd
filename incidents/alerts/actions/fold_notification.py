"""Work notifications in: alerts by the source's time, incidents where a rule says so."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from incidents.alerts.course.flapping import note_flapping
from incidents.alerts.course.folding import Folded, fold_alerts
from incidents.alerts.course.occurrences import note_acknowledged, settle
from incidents.alerts.course.suppressing import suppress_known
from incidents.alerts.formats.shapes import Notification, Reading
from incidents.alerts.intake.rereading import readings, take_other
from incidents.alerts.joining.attaching import write_flapping
from incidents.alerts.joining.belonging import belong
from incidents.alerts.joining.turns import take_turn
from incidents.alerts.models import AlertPolicy, InboxItem, InboxState, Integration
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
    take_turn(f"alerts:{item.integration_id}")
    locked = (
        InboxItem.objects.select_for_update(of=("self",))
        .select_related("integration")
        .get(pk=item.pk)
    )
    if locked.state != InboxState.RECEIVED:
        return locked
    items = [locked, *([] if alone else _along(locked))]
    _work_in(locked.integration, list(readings(locked.integration, items, at=at)), at=at)
    kept = InboxItem.objects.waiting().filter(pk__in=[one.pk for one in items])
    kept.update(state=InboxState.FOLDED, folded_at=at)
    locked.refresh_from_db()
    return locked


def _work_in(integration: Integration, said: Sequence[Reading], *, at: datetime) -> None:
    """The alerts they tell of, and the incidents these belong to or open."""
    told = [
        replace(alert, group_key=reading.group_key)
        for reading in said
        if isinstance(reading, Notification)
        for alert in reading.alerts
    ]
    for reading in said:
        take_other(integration, reading, at=at)
    folded = fold_alerts(integration, settle(integration, told), at=at)
    note_acknowledged(integration, told)
    suppress_known(folded, at=at)
    policy = AlertPolicy.objects.current()
    begun = note_flapping(integration, folded, policy, at=at)
    for group, own in _by_group(folded).items():
        belong(integration, group, own, at=at)
    write_flapping(begun, at=at)


def _by_group(folded: Iterable[Folded]) -> dict[str, list[Folded]]:
    groups: dict[str, list[Folded]] = {}
    for one in folded:
        groups.setdefault(one.alert.group_key, []).append(one)
    return groups


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
