"""Somebody is not reached by this any more."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.models import ContactWay
from portal.people.actions.audit import audit


@transaction.atomic
def remove_way(*, way: ContactWay, at: datetime) -> None:
    """Its steps go with it; a page that is under way keeps the ways it began with."""
    audit(
        by=way.person,
        at=at,
        verb="removed a way to be reached",
        subject=f"people.user:{way.person_id}",
        subject_name=str(way.person),
        before={"channel": way.channel},
    )
    way.delete()
