"""Rules take another turn."""

from datetime import datetime

from django.db import transaction

from incidents.alerts.models import Integration, Rule
from portal.people.actions.audit import audit
from portal.people.models import User


@transaction.atomic
def move_rule(*, rule: Rule, up: bool, by: User, at: datetime) -> None:
    """One place up or down; the first and the last stay where they are."""
    Integration.objects.select_for_update().get(pk=rule.integration_id)
    rules = list(Rule.objects.filter(integration=rule.integration_id).in_turn())
    here = rules.index(rule)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rules):
        return
    rules[here], rules[there] = rules[there], rules[here]
    for position, one in enumerate(rules, start=1):
        one.position = position
    Rule.objects.bulk_update(rules, ["position"])
    audit(
        by=by,
        at=at,
        verb="moved up" if up else "moved down",
        subject=f"alerts.rule:{rule.pk}",
        subject_name=str(rule),
        before={"position": here + 1},
        after={"position": there + 1},
    )
