"""What the answer to a page says about the request it was sent for."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.actions.acknowledge_request import acknowledge_request
from incidents.oncall.actions.pass_on_request import pass_on_request
from incidents.oncall.models import Contacted, Page, PageState
from incidents.oncall.models.team_escalation import WAITING


@transaction.atomic
def follow_page(*, page: Page, at: datetime) -> bool:
    """Who comes has seen the request; who cannot, or stays silent, sends it to the next.
    Whether the page was sent for a request that still waits at this step."""
    found = Contacted.objects.filter(page=page, escalation__state__in=WAITING)
    waiting = [one for one in found.select_related("escalation", "person") if _is_present(one)]
    for one in waiting:
        request = one.escalation
        if page.state == PageState.ACKNOWLEDGED:
            acknowledge_request(request=request, by=one.person, at=at, via=page.via)
        elif not _others_wait(one):
            said = "cannot come" if page.state == PageState.DECLINED else "does not answer"
            pass_on_request(request=request, by=None, at=at, why=f"{one.label} {said}")
    return bool(waiting)


def _is_present(contacted: Contacted) -> bool:
    return contacted.step == contacted.escalation.step


def _others_wait(contacted: Contacted) -> bool:
    """Somebody else of the same step has been paged and may still come."""
    beside = Contacted.objects.filter(escalation=contacted.escalation, step=contacted.step)
    states = (PageState.SENT, PageState.ACKNOWLEDGED)
    return beside.exclude(pk=contacted.pk).filter(page__state__in=states).exists()
