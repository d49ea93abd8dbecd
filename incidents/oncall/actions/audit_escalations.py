"""Look at every escalation and page that is open."""

from datetime import datetime, timedelta

from incidents.oncall.actions.set_going_again import set_going_again
from incidents.oncall.models import Stall
from incidents.oncall.paging.auditing import Stalled, stalled

KEPT_FOR = timedelta(days=400)


def audit_escalations(*, at: datetime, repair: bool = True) -> list[Stalled]:
    """What stands still; each incident's is mended in a transaction of its own."""
    found = stalled(at=at)
    if not repair:
        return found
    incidents = {one.about.incident_id: one.about.incident for one in found}
    mended = [one for incident in incidents.values() for one in set_going_again(
        incident=incident, at=at)]  # fmt: skip
    Stall.objects.filter(at__lt=at - KEPT_FOR).delete()
    return mended
