"""A calm line is not needed any more."""

from datetime import datetime

from django.db import transaction

from incidents.command.models import PutAway
from incidents.record.models import Incident
from portal.people.models import User


@transaction.atomic
def put_away(*, incident: Incident, line: str, by: User, at: datetime) -> None:
    """Never show it to this person in this incident again; others still see it."""
    if line:
        PutAway.objects.get_or_create(
            person=by, incident=incident, line=line[:60], defaults={"at": at}
        )
