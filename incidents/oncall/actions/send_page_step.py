"""The next way to somebody who has not answered."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.models import Page
from incidents.oncall.paging.calling import CALLED, take_step
from incidents.record.actions.lock_incident import lock_incident


@transaction.atomic
def send_page_step(*, page: Page, number: int, step: int, at: datetime) -> None:
    """Send it, unless they answered, nobody is needed any more, or a later call began."""
    incident = lock_incident(incident=page.incident)
    page = Page.objects.select_for_update().get(pk=page.pk)
    if incident.has_ended or page.state not in CALLED or page.calls != number:
        return
    if step < len(page.plan):
        take_step(page, step, at=at)
