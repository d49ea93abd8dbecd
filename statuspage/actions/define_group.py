"""Components shown together: a group, new or changed."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from portal.people.actions.audit import audit
from portal.people.models import User
from statuspage.actions.define_component import NameTaken, define_component
from statuspage.actions.touch_page import touch_page
from statuspage.models import Component, ComponentGroup


@transaction.atomic
def define_group(
    *,
    group: ComponentGroup | None,
    name: str,
    components: Sequence[Component] | None,
    by: User,
    at: datetime,
) -> ComponentGroup:
    """Make one (None) or change it; `components` are then its members, in this order, and
    those it had besides stand alone. Raises NameTaken."""
    same = ComponentGroup.objects.filter(name=name)
    if (same.exclude(pk=group.pk) if group else same).exists():
        raise NameTaken(f"There is a group “{name}” already.")
    if group is None:
        group = ComponentGroup(position=ComponentGroup.objects.count() + 1)
    before = {"name": group.name} if group.pk else {}
    group.name = name
    group.save()
    audit(
        by=by,
        at=at,
        verb="changed" if before else "added",
        subject=f"statuspage.componentgroup:{group.pk}",
        subject_name=name,
        before=before,
        after={"name": name},
    )
    if components is not None:
        kept = {one.pk for one in components}
        for one in group.components.exclude(pk__in=kept):
            define_component(component=one, facts={"group": None}, by=by, at=at)
        for place, one in enumerate(components, start=1):
            define_component(component=one, facts={"group": group, "position": place}, by=by, at=at)
    touch_page(at=at)
    return group
