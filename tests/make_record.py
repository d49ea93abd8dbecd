"""Builders of the record."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from incidents.catalog.models import Service, Team
from incidents.record.actions.open_incident import open_incident
from incidents.record.models import Incident

NOON = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)
_numbers = count(1)


def make_service(name: str = "", **facts: Any) -> Service:
    number = next(_numbers)
    team, _ = Team.objects.get_or_create(slug="payments", defaults={"name": "Payments"})
    return Service.objects.create(
        name=name or f"Service {number}", slug=f"service-{number}", team=team, **facts
    )


def make_incident(title: str = "Checkout fails", *, level: int = 1, **facts: Any) -> Incident:
    return open_incident(**{"title": title, "level": level, "by": None, "at": NOON, **facts})
