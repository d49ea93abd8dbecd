"""How much an alert asks of people, and what it gives them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q
from django.db.models.functions import ExtractHour

from incidents.alerts.models import Alert, AlertPolicy, Integration
from incidents.alerts.models.alert import NO_SEVERITY
from incidents.catalog.models import Team
from incidents.oncall.models import Page, PageState
from portal.people.models import User

DAYS, WEEK = timedelta(days=30), timedelta(days=7)
MOST = 5000
WORST = 50


@dataclass(frozen=True)
class Figures:
    """Of 30 days, as far as the reader sees them."""

    week: int
    month: int
    at_night: int
    led: int
    acknowledged: int
    median: timedelta | None

    @property
    def share(self) -> int:
        return round(100 * self.led / self.month) if self.month else 0


def figures_of(alert: Alert, *, viewer: User, policy: AlertPolicy, at: datetime) -> Figures:
    seen = Alert.objects.visible_to(viewer).of_the_same(alert).filter(starts_at__gte=at - DAYS)
    columns = ("starts_at", "ends_at", "incident_id", "acknowledged_at")
    rows = list(seen.newest_first().values_list(*columns)[:MOST])
    lengths = [ended - began for began, ended, _, _ in rows if ended is not None]
    answered = _answered({incident for _, _, incident, _ in rows if incident})
    return Figures(
        week=sum(began >= at - WEEK for began, _, _, _ in rows),
        month=len(rows),
        at_night=sum(_is_night(began, policy) for began, _, _, _ in rows),
        led=sum(incident is not None for _, _, incident, _ in rows),
        acknowledged=sum(taken is not None or one in answered for _, _, one, taken in rows),
        median=median(lengths) if lengths else None,
    )


def _answered(incidents: Iterable[int]) -> set[int]:
    """Those of which somebody acknowledged a page."""
    taken = Page.objects.filter(incident__in=incidents, state=PageState.ACKNOWLEDGED)
    return set(taken.values_list("incident_id", flat=True))


def _is_night(moment: datetime, policy: AlertPolicy) -> bool:
    hour = moment.astimezone(ZoneInfo(policy.time_zone)).hour
    if policy.night_from > policy.night_to:
        return hour >= policy.night_from or hour < policy.night_to
    return policy.night_from <= hour < policy.night_to


@dataclass(frozen=True)
class Noisy:
    """One alert by its fingerprint, with its newest occurrence."""

    newest: Alert
    owner: Team | None
    month: int
    at_night: int
    led: int
    for_nothing: int


def worst(*, viewer: User, policy: AlertPolicy, at: datetime) -> list[Noisy]:
    """Those that were over most often for nothing within 30 days, with who owns the service.
    What fires still may lead somewhere yet, and signs of life are meant to fire."""
    hour = ExtractHour("starts_at", tzinfo=ZoneInfo(policy.time_zone))
    late = Q(hour__gte=policy.night_from), Q(hour__lt=policy.night_to)
    night = late[0] | late[1] if policy.night_from > policy.night_to else late[0] & late[1]
    rows: list[dict[str, Any]] = list(
        Alert.objects.visible_to(viewer)
        .filter(~Q(labels__contains={"severity": NO_SEVERITY}), starts_at__gte=at - DAYS)
        .alias(hour=hour)
        .order_by()
        .values("integration", "fingerprint")
        .annotate(
            newest=Max("pk"),
            month=Count("pk"),
            led=Count("incident"),
            at_night=Count("pk", filter=night),
            for_nothing=Count("pk", filter=Q(incident=None, ends_at__isnull=False)),
        )
        .filter(for_nothing__gt=0)
        .order_by("-for_nothing", "-at_night", "-newest")[:WORST]
    )
    named = Alert.objects.select_related(
        "service__team", "integration__default_service__team"
    ).in_bulk([row["newest"] for row in rows])
    return [
        Noisy(
            newest=named[row["newest"]],
            owner=_owner(named[row["newest"]]),
            month=row["month"],
            at_night=row["at_night"],
            led=row["led"],
            for_nothing=row["for_nothing"],
        )
        for row in rows
    ]


def _owner(alert: Alert) -> Team | None:
    integration: Integration = alert.integration
    service = alert.service or integration.default_service
    return service.team if service else None
