"""Put a request to whoever stands at its present step."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.actions.page_person import CannotPage, page_person
from incidents.oncall.models import Contacted, TeamEscalation
from incidents.oncall.requests.letters import tell_contact
from incidents.oncall.requests.lines import say
from portal.people.models import User
from portal.post.drafts import Recipient


@transaction.atomic
def ask_contact(*, request: TeamEscalation, by: User | None, at: datetime) -> list[Contacted]:
    """Page its people and mail its address, each once a step. Of a drill nothing is mailed
    to a vendor; what is only a number stands on the timeline to be called."""
    contact = request.contacts[request.step]
    made = []
    if contact["address"]:
        made += _mail(request, str(contact["label"]), str(contact["address"]), by=by, at=at)
    people = User.objects.active().filter(pk__in=contact["people"]).named()
    for person in people:
        made += _page(request, person, str(contact["note"]), by=by, at=at)
    if not contact["address"] and request.vendor is not None:
        say(request, f"Ask {contact['label']} by hand: {contact['note']}.", by=None, at=at)
    return made


def _page(
    request: TeamEscalation, person: User, note: str, *, by: User | None, at: datetime
) -> list[Contacted]:
    if request.contacted.filter(person=person, step=request.step).exists():
        return []
    late = f" {request.asked} has not answered." if request.step else ""
    try:
        page = page_person(
            incident=request.incident,
            person=person,
            reason=f"{request.heading} ({note}).{late}",
            by=by,
            at=at,
        )
    except CannotPage as refusal:
        say(request, str(refusal), by=None, at=at)
        return []
    contacted = Contacted.objects.create(
        escalation=request, step=request.step, label=str(person), person=person, page=page, at=at
    )
    to = Recipient(address=person.email, name=person.name, person=person)
    tell_contact(contacted, to=to, by=by, at=at)
    return [contacted]


def _mail(
    request: TeamEscalation, label: str, address: str, *, by: User | None, at: datetime
) -> list[Contacted]:
    if request.vendor is not None and request.incident.is_drill:
        say(request, f"DRILL: nothing was mailed to {label}.", by=None, at=at)
        return []
    contacted = Contacted.objects.create(
        escalation=request, step=request.step, label=label, address=address, at=at
    )
    tell_contact(contacted, to=Recipient(address=address, name=label), by=by, at=at)
    return [contacted]
