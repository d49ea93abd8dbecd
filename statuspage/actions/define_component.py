"""Say what the page shows: a component, new or changed."""

from datetime import datetime
from typing import Any

from django.db import transaction

from portal.people.actions.audit import audit
from portal.people.models import User
from statuspage.actions.touch_page import touch_page
from statuspage.models import Component, ComponentGroup

FIELDS = (
    "name",
    "description",
    "group",
    "position",
    "start_date",
    "showcase",
    "only_show_if_degraded",
)


class NameTaken(ValueError):
    """Another one has this name already."""


@transaction.atomic
def define_component(
    *, component: Component | None, facts: dict[str, Any], by: User, at: datetime
) -> Component:
    """Make one (None) or change it; `facts` are of FIELDS. Its status is said by another
    action. Raises NameTaken."""
    unknown = facts.keys() - set(FIELDS)
    if unknown:
        raise TypeError(f"A component has no {unknown}.")
    found = component or Component(created_at=at)
    before = _plain(found) if component else {}
    for name, value in facts.items():
        setattr(found, name, value)
    _check_name(found)
    if before == _plain(found):
        return found
    found.updated_at = at
    found.save()
    audit(
        by=by,
        at=at,
        verb="changed" if component else "added",
        subject=f"statuspage.component:{found.pk}",
        subject_name=str(found),
        before=before,
        after=_plain(found),
    )
    touch_page(at=at)
    return found


def _check_name(component: Component) -> None:
    # Two that come at once take turns at the group.
    if component.group is not None:
        ComponentGroup.objects.select_for_update().get(pk=component.group.pk)
    same = Component.objects.filter(group=component.group, name=component.name)
    if same.exclude(pk=component.pk).exists():
        where = f"The group “{component.group}”" if component.group else "The page"
        raise NameTaken(f"{where} has a component “{component.name}” already.")


def _plain(component: Component) -> dict[str, str]:
    return {name: str(getattr(component, name)) for name in FIELDS}
