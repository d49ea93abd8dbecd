"""Two incidents belong together."""

from datetime import datetime

from django.db import transaction

from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident, IncidentLink, LinkKind
from incidents.record.models.entry import EntryKind
from portal.people.models import User

WORDS = {
    LinkKind.RELATED: ("Related to {}.", "Related to {}."),
    LinkKind.DUPLICATE: ("A duplicate of {}.", "{} is a duplicate of this."),
    LinkKind.CHILD: ("Part of {}.", "{} is a part of this."),
}


class CannotLink(ValueError):
    """These two cannot be linked so."""


@transaction.atomic
def link_incidents(
    *, incident: Incident, other: Incident, kind: str, by: User | None, at: datetime
) -> IncidentLink:
    """Link them, with a line in each; linking again the same way changes nothing. Raises
    CannotLink."""
    if incident.pk == other.pk:
        raise CannotLink("An incident cannot be linked to itself.")
    for one in sorted((incident, other), key=lambda each: each.pk):
        lock_incident(incident=one)
    wanted = LinkKind(kind)
    known = IncidentLink.objects.of(incident).of(other).filter(kind=wanted).first()
    if known is not None and (known.incident_id == incident.pk or wanted == LinkKind.RELATED):
        return known
    if known is not None:
        raise CannotLink(f"{known} already, the other way round. Unlink that first.")
    if wanted == LinkKind.CHILD and _descends(other, incident):
        raise CannotLink(f"{other.reference} is a part of {incident.reference} itself.")
    link = IncidentLink.objects.create(
        incident=incident, other=other, kind=wanted, added_at=at, added_by=by
    )
    write_in_both(link, *WORDS[wanted], by=by, at=at)
    return link


def write_in_both(
    link: IncidentLink, here: str, there: str, *, by: User | None, at: datetime
) -> None:
    """A private incident is never named on the timeline of a public one."""
    for one, another, words in (
        (link.incident, link.other, here),
        (link.other, link.incident, there),
    ):
        if one.private or not another.private:
            add_entry(
                incident=one,
                kind=EntryKind.SYSTEM,
                body=words.format(f"{another.reference} {another.title}"),
                by=by,
                at=at,
                data={"link": link.pk},
            )


def _descends(incident: Incident, ancestor: Incident) -> bool:
    """Whether one is a part of the other, of a part of it, and so on."""
    seen, layer = {incident.pk}, [incident.pk]
    while layer:
        parents = IncidentLink.objects.filter(kind=LinkKind.CHILD, incident__in=layer)
        layer = [pk for pk in parents.values_list("other_id", flat=True) if pk not in seen]
        if ancestor.pk in layer:
            return True
        seen |= set(layer)
    return False
