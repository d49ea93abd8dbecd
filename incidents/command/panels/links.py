"""Incidents that belong together with this one, what was merged, and roles left by it."""

from datetime import datetime
from typing import Any

from incidents.command.forms.coordinating import LinkForm
from incidents.command.merging import offers
from incidents.command.panels.panel import Panel
from incidents.record.models import Incident, IncidentLink, RoleAssignment
from portal.people.models import User


def facts(incident: Incident, viewer: User, at: datetime) -> dict[str, Any]:
    """Of other incidents only what the viewer may see."""
    found = IncidentLink.objects.of(incident).visible_to(viewer)
    links = list(found.select_related("incident", "other").order_by("kind", "pk"))
    ends = [link.seen_from(incident) for link in links]
    linked = [
        {"pk": link.pk, "word": word, "incident": other}
        for link, (word, other) in zip(links, ends, strict=True)
    ]
    seen = Incident.objects.visible_to(viewer)
    return {
        "linked": linked,
        "shared": _shared(incident, [other for _, other in ends]),
        "merged": seen.filter(merged_into=incident).order_by("merged_at"),
        "continues": seen.filter(merged=incident).first(),
        "offers": offers(incident) if incident.is_open else [],
        "link_form": LinkForm(viewer=viewer, incident=incident),
    }


def _shared(incident: Incident, others: list[Incident]) -> list[str]:
    """Who holds a role here and in a linked one."""
    here = incident.role_assignments.live().values("person")
    there = RoleAssignment.objects.live().filter(incident__in=others, person__in=here)
    return sorted({str(one.person) for one in there.select_related("person")})


PANEL = Panel("links", "Related incidents", facts, kinds=("system", "state"))
