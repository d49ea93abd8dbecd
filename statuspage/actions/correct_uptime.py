"""Say what a component truly was in the past."""

from datetime import datetime

from django.db import transaction

from portal.people.actions.audit import audit
from portal.people.models import User
from statuspage.actions.touch_page import touch_page
from statuspage.models import Component, ComponentStatus, UptimeCorrection

LONGEST = 240


class CannotCorrect(ValueError):
    """A correction that cannot be; the text says why and what to do."""


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
    """Count the component as `status` between two past moments, whatever was said then. The
    history stays; where two corrections speak of one moment, the later one counts. Raises
    CannotCorrect.
    """
    if not reason.strip():
        raise CannotCorrect("Say why this is corrected: it is kept with the correction.")
    if len(reason.strip()) > LONGEST:
        raise CannotCorrect(f"Say why in {LONGEST} characters at most.")
    if status not in ComponentStatus.values:
        raise CannotCorrect("Choose what the component truly was.")
    if ends_at <= starts_at:
        raise CannotCorrect("The end must be after the start.")
    if ends_at > at:
        raise CannotCorrect("Only what is past can be corrected: choose an end before now.")
    made = UptimeCorrection.objects.create(
        component=component,
        starts_at=starts_at,
        ends_at=ends_at,
        status=status,
        reason=reason.strip(),
        by=by,
        at=at,
    )
    audit(
        by=by,
        at=at,
        verb="corrected uptime",
        subject=f"statuspage.component:{component.pk}",
        subject_name=str(component),
        after={
            "correction": made.pk,
            "starts_at": starts_at.isoformat(),
            "ends_at": ends_at.isoformat(),
            "status": status,
            "reason": made.reason,
        },
    )
    touch_page(at=at)
    return made
