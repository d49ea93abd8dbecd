"""Builders of declared incidents."""

from itertools import count
from typing import Any

from incidents.command.actions.declare_incident import declare_incident
from incidents.record.models import Incident
from tests.make_record import NOON

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
