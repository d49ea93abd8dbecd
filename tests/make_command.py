"""Builders of declared incidents."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from incidents.command.actions.declare_incident import declare_incident
from incidents.command.actions.resolve_incident import resolve_incident
from incidents.record.models import Incident
from portal.clock import clock
from portal.clock.models import Timer
from tests.make_record import NOON

HOUR = timedelta(hours=1)
_numbers = count(1)


def declare(title: str = "Checkout fails", *, level: int = 1, **facts: Any) -> Incident:
    return declare_incident(
        **{
            "title": title,
            "level": level,
            "key": f"test-{next(_numbers)}",
            "by": None,
            "at": NOON,
            **facts,
        }
    )


def resolve(incident: Incident, **facts: Any) -> Incident:
    """Resolved an hour after noon, with what users see."""
    return resolve_incident(
        **{
            "incident": incident,
            "verified": "Three test orders paid.",
            "words": "It works again.",
            "by": None,
            "at": NOON + HOUR,
            **facts,
        }
    )


def ring(kind: str, *, at: datetime) -> int:
    """Ring what is due of ours until then; everything else keeps still."""
    Timer.objects.exclude(kind__startswith=kind).delete()
    return clock.ring_due(at=at)
