"""The incident that alerts of one group belong to."""

from collections.abc import Sequence
from datetime import datetime

from incidents.alerts.course.folding import Folded
from incidents.alerts.joining.attaching import attach
from incidents.alerts.joining.declaring import declare_first
from incidents.alerts.joining.retriggering import page_when_back
from incidents.alerts.joining.returning import come_back
from incidents.alerts.models import Integration
from incidents.record.models import Incident


def belong(
    integration: Integration, group_key: str, folded: Sequence[Folded], *, at: datetime
) -> Incident | None:
    """Attach them to the open incident of their group, else to the one that comes back or is
    opened by a rule; suppressed ones lead nowhere, what flaps calls once."""
    heard = [one for one in folded if not one.alert.is_suppressed]
    if not heard:
        return None
    incident = open_incident_of_group(integration, group_key)
    if incident is None:
        firing = [one.alert for one in heard if one.fired and not one.quiet]
        new = [one for one in firing if one.incident_id is None]
        incident = come_back(integration, group_key, firing, at=at) or declare_first(
            integration, new, at=at
        )
    if incident is not None:
        attach(incident, heard, at=at)
        page_when_back(incident, at=at)
    return incident


def open_incident_of_group(integration: Integration, group_key: str) -> Incident | None:
    return (
        Incident.objects.open()
        .filter(alerts__integration=integration, alerts__group_key=group_key)
        .order_by("-pk")
        .first()
    )
