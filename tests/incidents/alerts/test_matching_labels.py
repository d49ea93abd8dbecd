"""Conditions on labels mean what they say, and cost little whatever they say."""

import time

import pytest
from django.core.exceptions import ValidationError

from incidents.alerts import matching
from incidents.alerts.models import Rule
from tests.make_alerts import make_integration

LABELS = {"team": "pay", "alertname": "PaymentErrors", "region": ""}


@pytest.mark.parametrize(
    ("written", "fits"),
    [
        ("", True),
        ("team = pay", True),
        ("team=pay", True),
        ("team = core", False),
        ("team in core, pay", True),
        ("team in core, web", False),
        ("alertname like Pay*Err?rs", True),
        ("alertname like *Errors*", True),
        ("alertname like pay*", False),
        ("region present", True),
        ("region absent", False),
        ("canary absent", True),
        ("canary like *", False),
        ("team = pay\ncanary present", False),
        ("team = pay\nalertname like *Err*", True),
    ],
)
def test_every_condition_must_hold(written: str, fits: bool) -> None:
    conditions = matching.read(written)

    assert matching.fits(conditions, LABELS) is fits
    assert matching.read("\n".join(matching.written(conditions))) == conditions


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("team", "Line 1: write"),
        ("team = pay\nteam = core", "Line 2: team has a condition already"),
        ("team =", "say which value"),
        ("team in ,", "1 to 100 values"),
        ("region present now", "nothing follows"),
        ("team = " + "x" * 201, "1 to 200 characters"),
        ("\n".join(f"l{n} = x" for n in range(21)), "At most 20"),
    ],
)
def test_what_is_unclear_is_refused_with_its_line(written: str, words: str) -> None:
    with pytest.raises(matching.Unclear, match=words):
        matching.read(written)


@pytest.mark.parametrize("odd", [[], "x", {"a": 1}, {"a": []}, {"a": {"regex": "x"}}, {"a": None}])
def test_other_json_is_refused(odd: object) -> None:
    rule = Rule(integration=make_integration(rule=False), matches=odd)

    with pytest.raises(ValidationError):
        rule.full_clean()


def test_no_pattern_takes_long() -> None:
    began = time.perf_counter()

    assert not matching.like("*a" * 100, "a" * 3999 + "b")

    assert time.perf_counter() - began < 1
