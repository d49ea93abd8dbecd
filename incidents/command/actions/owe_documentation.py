"""What nobody had written down becomes somebody's work."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from incidents.learning.actions.add_action import add_action
from incidents.learning.models import CorrectiveAction
from incidents.record.models import Incident
from portal.people.models import User

# What was missing, and what will be true once it is there.
DEBTS: dict[str, tuple[str, str]] = {
    "runbook": ("Write the runbook: {}", "somebody else followed it once"),
    "dashboard": ("Build the dashboard or alert: {}", "it shows this incident's hours"),
    "dependency": ("Write the dependency down: {}", "it stands in the catalogue"),
}


@transaction.atomic
def owe_documentation(
    *,
    incident: Incident,
    debts: Mapping[str, str],
    owner: User | None,
    by: User | None,
    at: datetime,
) -> list[CorrectiveAction]:
    """A follow-up for each kind of DEBTS that was named, due when the policy's actions are."""
    due_on = (at + timedelta(days=incident.rules.action_days)).date()
    return [
        add_action(
            incident=incident,
            text=DEBTS[kind][0].format(what.strip()),
            measure=DEBTS[kind][1],
            owner=owner or by,
            due_on=due_on,
            by=by,
            at=at,
        )
        for kind, what in debts.items()
        if what.strip()
    ]
