"""Tell whoever comes next."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.models import HandoffNote, Rotation
from portal.people.models import User


class NoNote(ValueError):
    """There is nothing in it."""


@transaction.atomic
def leave_note(*, rotation: Rotation, text: str, by: User, at: datetime) -> HandoffNote:
    """It goes out with the next hand-over. One note a person: writing again replaces it."""
    text = text.strip()
    if not text:
        raise NoNote("Write what the next person should know.")
    Rotation.objects.select_for_update().get(pk=rotation.pk)
    note = HandoffNote.objects.filter(rotation=rotation, by=by, handed_over_at=None).first()
    note = note or HandoffNote(rotation=rotation, by=by)
    note.text, note.written_at = text[:2000], at
    note.save()
    return note
