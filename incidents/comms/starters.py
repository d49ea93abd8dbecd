"""Beginnings for the updates people write under stress."""

from datetime import datetime

from incidents import publishing
from incidents.comms.mailing import spelled
from incidents.comms.models import Stage, UpdateTemplate
from incidents.comms.models.template import GAP, filled
from incidents.record.models import Impact, Incident, Role


def words_of(
    template: UpdateTemplate, incident: Incident, *, due_at: datetime | None, at: datetime
) -> dict[str, str]:
    """The template's three parts with what is known of the incident filled in."""
    facts = _facts(incident, public=template.for_customers, due_at=due_at, at=at)
    return {part: filled(getattr(template, part), facts) for part in ("status", "impact", "action")}


def words_of_the_end(incident: Incident, *, at: datetime) -> str:
    """The template of the resolution as one text; empty where none is offered."""
    offered = UpdateTemplate.objects.offered().filter(stage=Stage.RESOLUTION).first()
    if offered is None:
        return ""
    parts = words_of(offered, incident, due_at=None, at=at)
    return "\n\n".join(text for text in parts.values() if text)


def first_gap(text: str) -> str:
    """The first gap of a template that was left as it was; brackets of other people's are
    none."""
    found = GAP.findall(text)
    if not found:
        return ""
    gaps = {gap for one in UpdateTemplate.objects.all() for gap in one.gaps}
    return next((gap for gap in found if gap in gaps), "")


def _facts(
    incident: Incident, *, public: bool, due_at: datetime | None, at: datetime
) -> dict[str, str]:
    commander = incident.holder_of(Role.COMMANDER)
    names = (
        [one.name for one in publishing.components_of(incident)]
        if public
        else [one.name for one in incident.services.all()]
    )
    return {
        "service": _listed(names),
        "impact": _affected(incident.impacts.newest_first().first()),
        "since": spelled(incident.started_at, now=at),
        "next_time": spelled(due_at, now=at) if due_at else "",
        "lead": str(commander) if commander else "",
        "bridge": incident.bridge_url,
    }


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _affected(impact: Impact | None) -> str:
    if impact is None:
        return ""
    if impact.customers_affected is not None:
        return f"{impact.customers_affected:,} customers"
    return f"about {impact.share} % of customers" if impact.share is not None else ""
