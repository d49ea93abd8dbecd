"""How Northwind Pay looks for the cause, in parallel."""

from datetime import datetime, timedelta

from incidents.record.actions.add_evidence import add_evidence
from incidents.record.actions.add_hypothesis import add_hypothesis
from incidents.record.actions.add_task import add_task
from incidents.record.actions.judge_hypothesis import judge_hypothesis
from incidents.record.actions.link_incidents import link_incidents
from incidents.record.actions.record_signal import record_signal
from incidents.record.models import Incident, LinkKind
from portal.people.models import User

People = dict[str, User]


def look_for_the_cause(
    checkout: Incident, login: Incident, people: People, *, now: datetime
) -> None:
    """Three hypotheses, three tasks, sources that disagree, and a link to the other trouble."""
    tom, ana, priya = people["tom"], people["ana"], people["priya"]
    _suppose(checkout, tom, ana, now=now)
    _ask_the_sources(checkout, people["mei"], ana, now=now)
    add_task(
        incident=checkout,
        text="Count customers charged twice",
        assignee=ana,
        checkpoint_at=now + timedelta(minutes=4),
        by=priya,
        at=now - timedelta(minutes=6),
    )
    add_task(
        incident=checkout,
        text="Write down who can restart the gateway at night",
        by=priya,
        at=now - timedelta(minutes=5),
    )
    link_incidents(
        incident=login,
        other=checkout,
        kind=LinkKind.RELATED,
        by=priya,
        at=now - timedelta(minutes=3),
    )


def _suppose(incident: Incident, tom: User, ana: User, *, now: datetime) -> None:
    def minutes_ago(number: int) -> datetime:
        return now - timedelta(minutes=number)

    edge = add_hypothesis(
        incident=incident,
        text="The processor's eu-2 edge rejects our TLS handshake",
        tester=tom,
        test_by=now + timedelta(minutes=7),
        by=tom,
        at=minutes_ago(24),
    )
    for text in ("94 % of timeouts go to eu-2, 6 % elsewhere.", "Handshakes stop after 10 s."):
        add_evidence(hypothesis=edge, side="for", text=text, by=ana, at=minutes_ago(18))
    judge_hypothesis(hypothesis=edge, state="likely", reason="", by=tom, at=minutes_ago(17))
    add_hypothesis(
        incident=incident,
        text="The new client sends an old TLS version",
        by=ana,
        at=minutes_ago(16),
    )
    pool = add_hypothesis(
        incident=incident, text="Connection pool exhausted", by=ana, at=minutes_ago(30)
    )
    judge_hypothesis(
        hypothesis=pool,
        state="ruled_out",
        reason="Pool at 42 of 100, no locks.",
        by=ana,
        at=minutes_ago(27),
    )


def _ask_the_sources(incident: Incident, mei: User, ana: User, *, now: datetime) -> None:
    told = (
        ("monitoring", "up", "All checks green", 12, None, "Grafana"),
        ("users", "down", "Half of card payments fail", 0, mei, ""),
        ("database", "up", "42 of 100 connections", 0, ana, ""),
        ("logs", "silent", "No errors since 13:57", 0, ana, ""),
    )
    for source, says, words, lag, by, integration in told:
        record_signal(
            incident=incident,
            source=source,
            says=says,
            words=words,
            lag_minutes=lag,
            by=by,
            integration=integration,
            at=now - timedelta(minutes=8),
        )
