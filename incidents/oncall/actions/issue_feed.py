"""A calendar that follows the schedule."""

from datetime import datetime

from django.db import transaction

from incidents.catalog.models import Team
from incidents.oncall.models.feed import CalendarFeed, digest
from portal.people.actions.audit import audit
from portal.people.models import User


@transaction.atomic
def issue_feed(*, team: Team | None, by: User, at: datetime) -> tuple[CalendarFeed, str]:
    """The feed and its secret, which is readable this once: of one's own duties, or of a
    team's rotations."""
    raw = CalendarFeed.new_secret()
    feed = CalendarFeed.objects.create(owner=by, team=team, digest=digest(raw), made_at=at)
    audit(
        by=by,
        at=at,
        verb="issued",
        subject=f"oncall.calendarfeed:{feed.pk}",
        subject_name=str(feed),
    )
    return feed, raw
