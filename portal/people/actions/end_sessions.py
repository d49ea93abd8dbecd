"""Sign somebody out everywhere."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from portal.people.actions.audit import audit
from portal.people.models import User


@transaction.atomic
def end_sessions(*, person: User, reason: str, by: User | None, at: datetime) -> None:
    """Every session of this person ends, wherever it runs; `person` knows the new round."""
    User.objects.filter(pk=person.pk).update(session_round=F("session_round") + 1)
    person.refresh_from_db(fields=["session_round"])
    audit(
        by=by,
        at=at,
        verb="ended the sessions of",
        subject=f"people.user:{person.pk}",
        subject_name=str(person),
        after={"reason": reason},
    )
