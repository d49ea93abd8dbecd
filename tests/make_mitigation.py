"""Builders of checks."""

from typing import Any

from incidents.mitigation.actions.add_check import add_check
from incidents.mitigation.actions.observe_check import observe_check
from incidents.mitigation.models import Check
from incidents.record.models import Incident
from tests.make_record import NOON


def make_check(incident: Incident, name: str = "A test purchase", **facts: Any) -> Check:
    return add_check(
        **{"incident": incident, "kind": "user", "name": name, "by": None, "at": NOON, **facts}
    )


def look(check: Check, observed: str = "works", *, passed: bool = True, **facts: Any) -> Check:
    return observe_check(
        **{"check": check, "observed": observed, "passed": passed, "by": None, "at": NOON, **facts}
    )
