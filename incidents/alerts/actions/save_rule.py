"""What becomes of alerts is decided anew."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from incidents.alerts.models import Integration, Rule
from portal.people.actions.audit import audit
from portal.people.models import User


@transaction.atomic
def save_rule(
    *, integration: Integration, rule: Rule | None, by: User, at: datetime, **facts: Any
) -> Rule:
    """Change a rule, or add one as the last in turn. Alerts that are here already stay as they
    were sorted."""
    Integration.objects.select_for_update().get(pk=integration.pk)
    before = described(rule) if rule else {}
    if rule is None:
        last = integration.rules.aggregate(last=Max("position"))["last"] or 0
        rule = Rule(integration=integration, position=last + 1)
    for name, value in facts.items():
        setattr(rule, name, value)
    rule.full_clean()
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
