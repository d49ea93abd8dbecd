"""What came lately, for whoever looks after an integration."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Func, IntegerField, Q

from incidents.alerts.intake.telling import in_a_line
from incidents.alerts.models import InboxItem, InboxState, Integration, Refusal
from portal.clock.models import Timer, TimerState

SHOWN = 12
# Bodies of more bytes, as the database keeps them, are not opened for a list.
SHORT = 4000


@dataclass(frozen=True)
class Traffic:
    """Of one integration: arrivals of the last hour and day, and what went wrong in the day."""

    integration: Integration
    hour: int = 0
    day: int = 0
    errors: int = 0


@dataclass(frozen=True)
class Arrival:
    """`error`: why it could not be worked in yet; `says`: in a line, where it is short."""

    item: InboxItem
    error: str
    tone: str
    says: str


def traffic(integrations: Sequence[Integration], *, at: datetime) -> list[Traffic]:
    day, hour = at - timedelta(days=1), at - timedelta(hours=1)
    lately = InboxItem.objects.filter(integration__in=integrations, received_at__gt=day)
    came = lately.values("integration").annotate(
        day=Count("pk"),
        hour=Count("pk", filter=Q(received_at__gt=hour)),
        failed=Count("pk", filter=Q(state=InboxState.FAILED)),
    )
    counted = {one["integration"]: one for one in came.order_by()}
    refused = dict(
        Refusal.objects.filter(integration__in=integrations, at__gt=day)
        .values_list("integration")
        .annotate(Count("pk"))
        .order_by()
    )
    return [
        Traffic(
            one,
            hour=counted.get(one.pk, {}).get("hour", 0),
            day=counted.get(one.pk, {}).get("day", 0),
            errors=counted.get(one.pk, {}).get("failed", 0) + refused.get(one.pk, 0),
        )
        for one in integrations
    ]


def last_arrivals(integration: Integration) -> list[Arrival]:
    """The newest first, with what hinders those that wait."""
    found = InboxItem.objects.filter(integration=integration).defer("body")
    items = list(found.order_by("-received_at", "-pk")[:SHOWN])
    bodies = _short_bodies(items)
    waiting = [str(one.pk) for one in items if one.state == InboxState.RECEIVED]
    alarms = Timer.objects.filter(
        kind=InboxItem.FOLD,
        about_label=InboxItem._meta.label_lower,
        about_pk__in=waiting,
        state__in=(TimerState.SET, TimerState.PARKED),
    )
    errors = {one.about_pk: one.last_error for one in alarms}
    return [
        _arrival(integration, one, bodies.get(one.pk), errors.get(str(one.pk), "")) for one in items
    ]


def _short_bodies(items: Sequence[InboxItem]) -> dict[int, Any]:
    size = Func(F("body"), function="pg_column_size", output_field=IntegerField())
    short = InboxItem.objects.alias(size=size).filter(
        pk__in=[one.pk for one in items], size__lt=SHORT
    )
    return dict(short.values_list("pk", "body"))


def error_of(item: InboxItem) -> str:
    """Why it could not be worked in yet, if so."""
    alarm = Timer.objects.filter(
        kind=InboxItem.FOLD,
        about_label=InboxItem._meta.label_lower,
        about_pk=str(item.pk),
        state__in=(TimerState.SET, TimerState.PARKED),
    ).first()
    return item.error or (alarm.last_error if alarm is not None else "")


def _arrival(integration: Integration, item: InboxItem, body: Any, hindered: str) -> Arrival:
    error = item.error or hindered
    tone = "major" if error else "ok" if item.state == InboxState.FOLDED else "degraded"
    says = ""
    if body is not None:
        item.body = body
        says = in_a_line(integration, item)
    return Arrival(item, error, tone, says)
