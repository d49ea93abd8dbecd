"""Remember that somebody looked."""

from datetime import datetime, timedelta

from django.db.models import Q

from incidents.comms.models import BriefingLink

EVERY = timedelta(minutes=1)


def note_briefing_seen(*, link: BriefingLink, at: datetime) -> None:
    """To the minute, however often the page refreshes itself."""
    stale = Q(last_seen_at=None) | Q(last_seen_at__lte=at - EVERY)
    BriefingLink.objects.filter(stale, pk=link.pk).update(last_seen_at=at)
