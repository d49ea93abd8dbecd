"""From draft to published, step by step."""

from datetime import datetime

from django.db import transaction

from incidents.learning.models import Postmortem, PostmortemState
from incidents.learning.quality import findings
from incidents.record.actions.add_entry import add_entry
from incidents.record.models.entry import EntryKind
from portal.clock import clock
from portal.people.models import User


class NotReady(ValueError):
    """The postmortem lacks what a reader needs; a reason overrides it."""


class OwnWork(ValueError):
    """Nobody approves their own postmortem."""


class NoReason(ValueError):
    """A refusal must be explained."""


def _locked(postmortem: Postmortem) -> Postmortem:
    return Postmortem.objects.select_for_update().get(pk=postmortem.pk)


def _note(postmortem: Postmortem, words: str, *, by: User | None, at: datetime) -> None:
    add_entry(incident=postmortem.incident, kind=EntryKind.SYSTEM, body=words, by=by, at=at)


@transaction.atomic
def submit_postmortem(
    *, postmortem: Postmortem, reason: str = "", by: User | None, at: datetime
) -> Postmortem:
    """Send it to review; open findings need a reason."""
    locked = _locked(postmortem)
    open_findings = [one for one in findings(locked) if one.must]
    if open_findings and not reason.strip():
        raise NotReady(
            f"{open_findings[0].title}. Mend it, or say why it goes to review like this."
        )
    locked.move_to(PostmortemState.IN_REVIEW, at=at)
    locked.save()
    clock.cancel("learning.reminder", about=locked)
    _note(locked, f"Postmortem sent to review. {reason}".strip(), by=by, at=at)
    return locked


@transaction.atomic
def send_back_postmortem(
    *, postmortem: Postmortem, reason: str, by: User | None, at: datetime
) -> Postmortem:
    if not reason.strip():
        raise NoReason("Say what must change.")
    locked = _locked(postmortem)
    locked.move_to(PostmortemState.SENT_BACK, at=at)
    locked.reason = reason.strip()
    locked.save()
    clock.set("learning.reminder", about=locked, at=max(locked.due_at, at), key="sent back")
    _note(locked, f"Postmortem sent back. {reason}", by=by, at=at)
    return locked


@transaction.atomic
def approve_postmortem(*, postmortem: Postmortem, by: User, at: datetime) -> Postmortem:
    """Approve it; the owner cannot."""
    locked = _locked(postmortem)
    if locked.owner_id == by.pk:
        raise OwnWork("You own this postmortem: somebody else approves it.")
    locked.move_to(PostmortemState.APPROVED, at=at)
    locked.approved_by, locked.approved_at = by, at
    locked.save()
    _note(locked, f"Postmortem approved by {by}.", by=by, at=at)
    return locked


@transaction.atomic
def waive_postmortem(
    *, postmortem: Postmortem, reason: str, by: User | None, at: datetime
) -> Postmortem:
    """Do without one, with a reason that is counted."""
    if not reason.strip():
        raise NoReason("Say why this incident needs no postmortem.")
    locked = _locked(postmortem)
    locked.move_to(PostmortemState.WAIVED, at=at)
    locked.reason = reason.strip()
    locked.save()
    clock.cancel("learning.reminder", about=locked)
    _note(locked, f"Postmortem waived. {reason}", by=by, at=at)
    return locked
