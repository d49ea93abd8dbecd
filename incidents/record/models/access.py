"""The one way a screen gets at an incident."""

import re

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from incidents.record.models.incident import PREFIX, Incident
from portal.people.models import User

_REFERENCE = re.compile(PREFIX + r"([0-9]{1,9})")


def incident_for(user: User | AnonymousUser, reference: str) -> Incident:
    """The incident, if this person may see it; an absent and a hidden one look the same."""
    written = _REFERENCE.fullmatch(reference)
    if written is None:
        raise Http404("No such incident.")
    found = Incident.objects.visible_to(user).filter(number=int(written.group(1))).first()
    if found is None:
        raise Http404("No such incident.")
    return found
