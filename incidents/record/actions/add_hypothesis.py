"""Somebody thinks they know what it may be."""

from datetime import datetime
from textwrap import shorten

from django.db import transaction
from django.db.models import Max

from incidents.record.actions.add_entry import EmptyEntry, add_entry
from incidents.record.actions.add_task import add_task
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Hypothesis, Incident
from incidents.record.models.entry import EntryKind
from portal.people.models import User
from portal.web.lines import one_line

MOST = 400


@transaction.atomic
def add_hypothesis(
    *,
    incident: Incident,
    text: str,
    by: User | None,
    at: datetime,
    tester: User | None = None,
    test_by: datetime | None = None,
    occurred_at: datetime | None = None,
    key: str | None = None,
) -> Hypothesis:
    """Number it and write its line; with a `tester` or a time also the task of testing it. The
    same `key` twice is the first one. Raises EmptyEntry, CannotSee or CheckpointPassed."""
    whole, text = text.strip(), shorten(one_line(text), MOST, placeholder=" …")
    if not text:
        raise EmptyEntry("Say what it may be, like: Cardline eu-2 rejects our TLS handshake.")
    locked = lock_incident(incident=incident)
    known = Hypothesis.objects.filter(incident=locked, key=key).first() if key else None
    if known is not None:
        return known
    found = Hypothesis.objects.filter(incident=locked)
    newest = found.aggregate(newest=Max("number"))["newest"] or 0
    hypothesis = Hypothesis.objects.create(
        incident=locked, number=newest + 1, text=text, added_at=at, added_by=by, key=key
    )
    add_entry(
        incident=locked,
        kind=EntryKind.HYPOTHESIS,
        body=f"{hypothesis.name} {whole}",
        by=by,
        at=at,
        occurred_at=occurred_at,
        data={"hypothesis": hypothesis.pk},
    )
    if tester is not None or test_by is not None:
        add_task(
            incident=locked,
            text=f"Test {hypothesis.name}: {shorten(text, 200, placeholder=' …')}",
            assignee=tester,
            checkpoint_at=test_by,
            hypothesis=hypothesis,
            by=by,
            at=at,
        )
    return hypothesis
