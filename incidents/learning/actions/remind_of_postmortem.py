"""Remind of a postmortem that is owed."""

from datetime import UTC, datetime

from django.db import transaction

from incidents.learning.actions.open_postmortem import DAILY, set_daily_reminder
from incidents.learning.mailing import managers, named, tell
from incidents.learning.models import STILL_OWED, Postmortem
from portal.web.times import duration


@transaction.atomic
def remind_of_postmortem(*, postmortem: Postmortem, stage: str = "", at: datetime) -> bool:
    """Mail the owner, and on the days after the deadline the managers too; False when it is
    not owed any more. `stage` is the key of the timer that rang."""
    postmortem = Postmortem.objects.select_for_update(of=("self",)).get(pk=postmortem.pk)
    if postmortem.state not in STILL_OWED:
        return False
    incident, owner, due_at = postmortem.incident, postmortem.owner, postmortem.due_at
    daily = stage == "daily"
    late = at >= due_at
    due = f"{due_at.astimezone(UTC):%a %d %b, %H:%M} UTC"
    lateness = f"was due {due}" if late else f"is due {due}, in {duration(due_at - at)}"
    days = (at - due_at) // DAILY if daily else 0
    tell(
        [owner, *(managers() if daily else [])],
        kind="learning.reminder",
        subject=f"Postmortem {'overdue' if late else 'due'}: {named(incident)}",
        lines=[
            f"The postmortem of {incident.reference} {lateness}. {owner} owns it.",
            "It asks what made this possible, not who. Readers need their days before the meeting.",
        ],
        button="Write the postmortem",
        path=postmortem.get_absolute_url(),
        incident=incident,
        about=postmortem,
        key=f"postmortem:{postmortem.pk}:{stage}:{days}:{due_at.isoformat()}",
        at=at,
    )
    if late:
        set_daily_reminder(postmortem, at=at)
    return True
