"""Signs of life of the processes that keep time."""

from datetime import datetime

from portal.clock.models import Pulse


def beat(name: str, *, at: datetime) -> None:
    """Record that `name` is alive."""
    Pulse.objects.update_or_create(name=name, defaults={"at": at})


def last_beat(name: str) -> datetime | None:
    return Pulse.objects.filter(name=name).values_list("at", flat=True).first()
