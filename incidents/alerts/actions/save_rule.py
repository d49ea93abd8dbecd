"""What becomes of alerts is decided anew."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from incidents.alerts.models import Integration, Rule
from portal.people.actions.audit import audit
from portal.people.models import User


@transaction.atomic
def save_rule(
    *, integration: Integration, rule: Rule | None, by: User, at: datetime, **facts: Any
) -> Rule:
    """Change a rule, or add one in its place. Alerts that are here already stay as they were
    sorted."""
    Integration.objects.select_for_update().get(pk=integration.pk)
    before = described(rule) if rule else {}
    is_new = rule is None
    if rule is None:
        rule = Rule(integration=integration)
    for name, value in facts.items():
        setattr(rule, name, value)
    rule.full_clean()
    if is_new:
        _take_place(rule)
    rule.save()
    audit(
        by=by,
        at=at,
        verb="changed" if before else "added",
        subject=f"alerts.rule:{rule.pk}",
        subject_name=str(rule),
        before=before,
        after=described(rule),
    )
    return rule


def in_its_place(rules: Sequence[Rule], new: Rule) -> list[Rule]:
    """The rules with a new one as the last, but before one at the end that takes everything."""
    behind = 1 if new.matches and rules and not rules[-1].matches else 0
    place = len(rules) - behind
    return [*rules[:place], new, *rules[place:]]


def _take_place(rule: Rule) -> None:
    rules = in_its_place(list(rule.integration.rules.in_turn()), rule)
    for position, one in enumerate(rules, start=1):
        one.position = position
    Rule.objects.bulk_update([one for one in rules if one is not rule], ["position"])


def described(rule: Rule) -> dict[str, Any]:
    """In words, for the audit log."""
    return {
        "position": rule.position,
        "matches": rule.wording,
        "service": str(rule.service or ""),
        "severity": rule.level,
        "policy": str(rule.policy or ""),
        "group_by": list(rule.group_by),
        "opens_incident": rule.opens_incident,
    }
