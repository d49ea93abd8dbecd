"""An alert that flapped holds still."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.alerts.course.flapping import last_change, watch_for_calm
from incidents.alerts.course.folding import Folded
from incidents.alerts.joining.belonging import belong
from incidents.alerts.joining.turns import take_turn
from incidents.alerts.models import Alert, AlertEvent, AlertPolicy, Integration, What


@transaction.atomic
def calm_alert(*, integration: Integration, fingerprint: str, at: datetime) -> bool:
    """Once it changed nothing for the policy's minutes, it calls again; what still fires then
    and belongs to no incident goes by the rules. False while it is not calm."""
    take_turn(f"alerts:{integration.pk}")
    policy = AlertPolicy.objects.current()
    changed = last_change(integration, fingerprint)
    if changed is None:
        return False
    calm_at = changed + timedelta(minutes=policy.flap_minutes)
    if calm_at > at:
        watch_for_calm(integration, fingerprint, at=calm_at)
        return False
    own = Alert.objects.filter(integration=integration, fingerprint=fingerprint, flapping=True)
    newest = own.newest_first().select_related("suppressed_by", "service", "incident").first()
    own.update(flapping=False)
    if newest is None:
        return False
    newest.flapping = False
    AlertEvent.objects.create(
        alert=newest,
        what=What.CALM,
        words=f"No change for {policy.flap_minutes} min.",
        at=at,
    )
    if newest.is_firing:
        told = Folded(newest, is_new=False, was_over=False, fired=True)
        belong(integration, newest.group_key, [told], at=at)
    return True
