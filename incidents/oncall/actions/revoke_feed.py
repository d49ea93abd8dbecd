"""The calendar's link ends now."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.models.feed import CalendarFeed
from portal.people.actions.audit import audit
from portal.people.models import User


@transaction.atomic
def revoke_feed(*, feed: CalendarFeed, by: User, at: datetime) -> None:
    """From now on it shows nothing. Revoking twice is the first revocation."""
    locked = CalendarFeed.objects.select_for_update(of=("self",)).get(pk=feed.pk)
    if locked.revoked_at is not None:
        return
    locked.revoked_at = at
    locked.save(update_fields=["revoked_at"])
    audit(
        by=by,
        at=at,
        verb="revoked",
        subject=f"oncall.calendarfeed:{feed.pk}",
        subject_name=str(locked),
    )
