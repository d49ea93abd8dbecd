"""A fire after the recovery calls people again."""

from datetime import datetime

from incidents.alerts.models import Alert, AlertEvent, AlertStatus, What
from incidents.oncall.actions.start_escalation import start_escalation
from incidents.record.actions.add_entry import add_entry
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind


def page_when_back(incident: Incident, *, at: datetime) -> bool:
    """Where all alerts of an open incident were over and one fires since: whoever is on call
    now is paged again, once for each time it came back."""
    if not incident.is_open:
        return False
    back = came_back(incident)
    if back is None:
        return False
    _, first = AlertEvent.objects.get_or_create(
        alert=back, what=What.PAGED_AGAIN, defaults={"words": incident.reference, "at": at}
    )
    if not first:
        return False
    add_entry(
        incident=incident,
        kind=EntryKind.SYSTEM,
        body=f"It fires again after its recovery: {back.title}",
        by=None,
        at=at,
        occurred_at=back.starts_at,
        data={"alert": back.pk},
        key=f"alert:{back.pk}:again",
    )
    start_escalation(incident=incident, by=None, at=at)
    return True


def came_back(incident: Incident) -> Alert | None:
    """The first that fires since every alert of the incident was over, by the source's times:
    in whatever order they arrive, it is the same one."""
    own = Alert.objects.filter(incident=incident)
    first = own.firing().order_by("starts_at", "pk").first()
    if first is None or first.flapping or first.starts_at <= incident.declared_at:
        return None
    over = own.filter(status=AlertStatus.RESOLVED)
    lasting = over.filter(starts_at__lt=first.starts_at, ends_at__gt=first.starts_at)
    if lasting.exists() or not over.filter(ends_at__lte=first.starts_at).exists():
        return None
    return first
