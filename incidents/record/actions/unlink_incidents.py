"""Two incidents have nothing to do with each other."""

from datetime import datetime

from django.db import transaction

from incidents.record.actions.link_incidents import write_in_both
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import IncidentLink
from portal.people.models import User


@transaction.atomic
def unlink_incidents(*, link: IncidentLink, by: User | None, at: datetime) -> None:
    """Take the link away; the timelines keep that there was one."""
    for one in sorted((link.incident, link.other), key=lambda each: each.pk):
        lock_incident(incident=one)
    write_in_both(link, "No longer linked to {}.", "No longer linked to {}.", by=by, at=at)
    IncidentLink.objects.filter(pk=link.pk).delete()
