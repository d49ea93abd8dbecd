"""Say what a component truly was."""

from datetime import datetime

from django.db import transaction

from portal.people.actions.audit import audit
from portal.people.models import User
from statuspage.actions.touch_page import touch_page
from statuspage.models import Component, ComponentStatus, UptimeCorrection


class CannotCorrect(ValueError):
    """The correction cannot be; the text says why."""


@transaction.atomic
def correct_uptime(
    *,
    component: Component,
    starts_at: datetime,
    ends_at: datetime,
    status: str,
    reason: str,
    by: User,
    at: datetime,
) -> UptimeCorrection:
    """Let bars and percentages count `status` between the two moments; history stays. Raises
    CannotCorrect."""
    if ends_at <= starts_at:
        raise CannotCorrect("The end must be after the start.")
    if ends_at > at:
        raise CannotCorrect("Only what is past can be corrected.")
    if not reason.strip():
        raise CannotCorrect("Say why it is corrected.")
    # Two that come at once take turns at the page, whose row counts the change.
    touch_page(at=at)
    same = UptimeCorrection.objects.filter(
        component=component, starts_at__lt=ends_at, ends_at__gt=starts_at, withdrawn_at=None
    )
    if same.exists():
        raise CannotCorrect("A correction covers some of this time already. Withdraw it first.")
    made = UptimeCorrection.objects.create(
        component=component,
        starts_at=starts_at,
        ends_at=ends_at,
        status=ComponentStatus(status),
        reason=reason.strip()[:240],
        by=by,
        at=at,
    )
    audit(
        by=by,
        at=at,
        verb="corrected",
        subject=f"statuspage.component:{component.pk}",
        subject_name=str(component),
        after={
            "status": status,
            "from": starts_at.isoformat(),
            "to": ends_at.isoformat(),
            "reason": made.reason,
        },
    )
    return made
