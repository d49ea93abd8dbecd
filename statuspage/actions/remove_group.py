"""A group is no group any more."""

from datetime import datetime

from django.db import transaction

from portal.people.actions.audit import audit
from portal.people.models import User
from statuspage.actions.define_component import define_component
from statuspage.actions.touch_page import touch_page
from statuspage.models import ComponentGroup


@transaction.atomic
def remove_group(*, group: ComponentGroup, by: User, at: datetime) -> None:
    """Its components stand alone, and who chose the group has chosen them. Raises NameTaken
    where one that stands alone already has a member's name."""
    members = list(group.components.all())
    for subscriber in group.subscribers.all():
        subscriber.components.add(*members)
    for one in members:
        define_component(component=one, facts={"group": None}, by=by, at=at)
    audit(
        by=by,
        at=at,
        verb="removed",
        subject=f"statuspage.componentgroup:{group.pk}",
        subject_name=group.name,
    )
    group.delete()
    touch_page(at=at)
