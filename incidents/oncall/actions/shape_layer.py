"""Nights and weekends to others."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from incidents.oncall.actions.build_shifts import build_shifts
from incidents.oncall.models import Layer, LayerMember, Rotation
from portal.people.actions.audit import audit
from portal.people.models import User


@transaction.atomic
def shape_layer(
    *,
    rotation: Rotation,
    layer: Layer | None,
    facts: dict[str, Any],
    people: Sequence[User],
    by: User,
    at: datetime,
) -> Layer:
    """Add a layer, or change one; the rotation's shifts from now on are written anew."""
    locked = Rotation.objects.select_for_update().get(pk=rotation.pk)
    shaped = layer or Layer(rotation=locked)
    for name, value in facts.items():
        setattr(shaped, name, value)
    shaped.full_clean()
    if not people:
        raise ValidationError("A layer needs somebody, or it covers nothing.")
    shaped.save()
    shaped.members.all().delete()
    LayerMember.objects.bulk_create(
        LayerMember(layer=shaped, person=person, position=number)
        for number, person in enumerate(dict.fromkeys(people), start=1)
    )
    build_shifts(rotation=locked, at=at)
    audit(
        by=by,
        at=at,
        verb="shaped",
        subject=f"oncall.layer:{shaped.pk}",
        subject_name=str(shaped),
        after={name: str(value) for name, value in facts.items()}
        | {"order": [str(one) for one in people]},
    )
    return shaped
