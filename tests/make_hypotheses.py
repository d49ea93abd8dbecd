"""Builders of hypotheses and signals."""

from typing import Any

from incidents.record.actions.add_evidence import add_evidence
from incidents.record.actions.add_hypothesis import add_hypothesis
from incidents.record.actions.judge_hypothesis import judge_hypothesis
from incidents.record.actions.record_signal import record_signal
from incidents.record.models import Hypothesis, Incident, Signal
from portal.people.models import User
from tests.make_record import NOON, make_incident


def make_hypothesis(
    incident: Incident | None = None, text: str = "Cardline rejects our TLS", **facts: Any
) -> Hypothesis:
    return add_hypothesis(
        **{
            "incident": incident or make_incident(),
            "text": text,
            "by": None,
            "at": NOON,
            **facts,
        }
    )


def suspect_something(incident: Incident, *, by: User) -> Hypothesis:
    """All that thinking leaves behind: every text filled."""
    hypothesis = make_hypothesis(incident, by=by, key="world")
    add_evidence(hypothesis=hypothesis, side="for", text="94 %.", by=by, at=NOON)
    make_signal(incident, "users", "down", "Payments fail", by=by)
    make_signal(incident, "monitoring", "up", "All green", integration="Grafana")
    return judge_hypothesis(
        hypothesis=hypothesis, state="confirmed", reason="Seen twice.", by=by, at=NOON
    )


def make_signal(
    incident: Incident, source: str, says: str, words: str = "", **facts: Any
) -> Signal:
    return record_signal(
        **{
            "incident": incident,
            "source": source,
            "says": says,
            "words": words,
            "by": None,
            "at": NOON,
            **facts,
        }
    )
