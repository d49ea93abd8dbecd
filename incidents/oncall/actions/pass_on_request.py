"""Nobody answered: the next contact is asked, each step once."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.oncall.actions.ask_contact import ask_contact
from incidents.oncall.models import RequestState, TeamEscalation
from incidents.oncall.requests.clocks import set_clocks, stop_clocks
from incidents.oncall.requests.lines import say
from incidents.oncall.requests.locks import AlreadySettled, lock_request
from incidents.record.mailing import spelled
from portal.people.models import User


class NobodyLeft(ValueError):
    """Everybody who could be asked was asked."""


@transaction.atomic
def pass_on_request(
    *, request: TeamEscalation, by: User | None, at: datetime, why: str = ""
) -> TeamEscalation:
    """Go to the next contact, now by a person or at the deadline by itself, with a shorter
    time to answer. Pressed by a person it raises AlreadySettled or NobodyLeft; by itself it
    then does nothing more than to say so."""
    locked = lock_request(request=request)
    if not locked.is_waiting or locked.incident.has_ended:
        if by is not None:
            raise AlreadySettled(f"The request to {locked.asked} is settled.")
        return locked
    if by is not None and locked.next_contact is None:
        raise NobodyLeft("Everybody was asked: call by phone, and note who you reached.")
    if by is None and locked.answer_by <= at:
        locked.state = RequestState.OVERDUE
    said = why or (f"{by} escalates" if by else f"No answer from {locked.asked} in time")
    if locked.next_contact is None:
        say(locked, f"{said}. Nobody is left to ask: call somebody by phone.", by=by, at=at)
        locked.save(update_fields=["state"])
        stop_clocks(locked)
        return locked
    locked.step += 1
    wait = timedelta(minutes=locked.incident.rules.acknowledge_minutes)
    locked.answer_by = at + wait
    locked.save(update_fields=["state", "step", "answer_by"])
    label, note = locked.contact["label"], locked.contact["note"]
    owed = f"an answer is owed by {spelled(locked.answer_by)}"
    say(locked, f"{said}: it goes to {label}, {note}; {owed}.", by=by, at=at)
    ask_contact(request=locked, by=by, at=at)
    set_clocks(locked, at=at)
    return locked
