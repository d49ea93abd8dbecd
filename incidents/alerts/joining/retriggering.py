"""A fire after the recovery calls people again."""

from datetime import datetime

from django.db.models import Max

from incidents.alerts.models import Alert, AlertEvent, AlertStatus, What
from incidents.oncall.actions.page_again import page_again
from incidents.record.models import Incident


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
    page_again(incident=incident, why=back.title, at=at, recovered_at=_recovered_at(back))
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


def _recovered_at(back: Alert) -> datetime | None:
    before = Alert.objects.filter(incident=back.incident_id, ends_at__lte=back.starts_at)
    newest: datetime | None = before.aggregate(newest=Max("ends_at"))["newest"]
    return newest
