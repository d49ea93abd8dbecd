"""A rule holds no more."""

from datetime import datetime

from django.db import transaction

from incidents.alerts.actions.save_rule import described
from incidents.alerts.models import Rule
from portal.people.actions.audit import audit
from portal.people.models import User


@transaction.atomic
def drop_rule(*, rule: Rule, by: User, at: datetime) -> None:
    audit(
        by=by,
        at=at,
        verb="deleted",
        subject=f"alerts.rule:{rule.pk}",
        subject_name=str(rule),
        before=described(rule),
    )
    rule.delete()
