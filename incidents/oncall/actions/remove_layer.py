"""The order below holds again."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.actions.build_shifts import build_shifts
from incidents.oncall.models import Layer, Rotation
from portal.people.actions.audit import audit
from portal.people.models import User


@transaction.atomic
def remove_layer(*, layer: Layer, by: User, at: datetime) -> None:
    """What it covered until now stays written."""
    locked = Rotation.objects.select_for_update().get(pk=layer.rotation_id)
    subject, name = f"oncall.layer:{layer.pk}", str(layer)
    layer.delete()
    build_shifts(rotation=locked, at=at)
    audit(by=by, at=at, verb="removed", subject=subject, subject_name=name)
