"""Take over a list of subscribers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from portal.people.models import User
from statuspage.actions.add_subscriber import CannotAdd, add_subscriber


@transaction.atomic
def import_subscribers(
    *, rows: Sequence[dict[str, Any]], by: User, at: datetime, consent: str = ""
) -> tuple[int, list[str]]:
    """All of the rows, each with channel, address and scope, or none if something breaks: how
    many were added, and why others were passed over (subscribed already, refused mail)."""
    added, passed = 0, []
    for row in rows:
        try:
            add_subscriber(by=by, at=at, consent=consent, **row)
        except CannotAdd as reason:
            passed.append(str(reason))
        else:
            added += 1
    return added, passed
