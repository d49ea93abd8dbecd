"""Keep what was written."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from incidents.learning.models import SECTIONS, Postmortem, Why
from incidents.learning.models.postmortem import STILL_OWED
from portal.people.models import User


class NotYoursNow(ValueError):
    """The text cannot be changed in this state."""


class WrittenMeanwhile(ValueError):
    """Somebody else saved since this text was read."""

    def __init__(self, differences: dict[str, str]) -> None:
        self.differences = differences
        super().__init__(
            "Somebody else saved meanwhile. Theirs is shown beside yours; put them together "
            "and save again."
        )


@transaction.atomic
def save_postmortem(
    *,
    postmortem: Postmortem,
    sections: Mapping[str, str],
    whys: Sequence[tuple[str, str]] | None = None,
    version: int | None = None,
    by: User | None,
    at: datetime,
) -> Postmortem:
    """Write the sections (and, when given, the first chain of whys).

    Raises WrittenMeanwhile, with what differs, when `version` is no longer the newest.
    """
    locked = Postmortem.objects.select_for_update().get(pk=postmortem.pk)
    if locked.state not in STILL_OWED:
        state = locked.get_state_display().lower()
        raise NotYoursNow(f"It is {state}; the text is fixed. Have it sent back to change it.")
    if version is not None and version != locked.version:
        theirs = {
            name: getattr(locked, name)
            for name in SECTIONS
            if name in sections and getattr(locked, name) != sections[name]
        }
        raise WrittenMeanwhile(theirs)
    for name in SECTIONS:
        if name in sections:
            setattr(locked, name, sections[name].strip())
    locked.version += 1
    locked.save()
    if whys is not None:
        locked.whys.filter(chain=1).delete()
        Why.objects.bulk_create(
            Why(postmortem=locked, chain=1, position=number, question=question, answer=answer)
            for number, (question, answer) in enumerate(whys, start=1)
            if question.strip() and answer.strip()
        )
    return locked
