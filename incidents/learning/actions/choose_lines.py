"""Choose which lines of the room a postmortem shows."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from incidents.learning.actions.lock_postmortem import lock_postmortem
from incidents.learning.models import Postmortem, TimelineChoice
from incidents.learning.refusals import NotYoursNow
from portal.people.models import User


@transaction.atomic
def choose_lines(
    *,
    postmortem: Postmortem,
    hidden: Mapping[int, bool],
    captions: Mapping[int, str] | None = None,
    by: User | None,
    at: datetime,
) -> int:
    """Keep or hide lines, and say something beside them, by the line's number in the room;
    numbers that are not there are passed over. How many lines were chosen."""
    locked = lock_postmortem(postmortem=postmortem, at=at)
    if not locked.is_editable:
        raise NotYoursNow(f"It is {locked.get_state_display().lower()}; its timeline is fixed.")
    captions = captions or {}
    lines = locked.incident.entries.filter(seq__in={*hidden, *captions})
    for line in lines:
        chosen: dict[str, object] = {}
        if line.seq in hidden:
            chosen["hidden"] = hidden[line.seq]
        if line.seq in captions:
            chosen["caption"] = captions[line.seq].strip()[:240]
        TimelineChoice.objects.update_or_create(postmortem=locked, entry=line, defaults=chosen)
    return len(lines)
