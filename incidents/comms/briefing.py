"""What an executive reads: state, impact, action, the next word, who leads. Nothing of hosts,
nothing of the timeline."""

from dataclasses import dataclass
from datetime import datetime

from incidents.comms.lint import names_a_host
from incidents.comms.models import BriefingLink, Promise, Situation, Wording
from incidents.record.cost import cost_so_far
from incidents.record.models import Impact, Incident, Kind, Role
from portal.people.models import User

EXECUTIVES = "executives"
WORDS_SHOWN, MOST = 3, 20


@dataclass(frozen=True)
class Brief:
    """One incident as executives know it; `said` their newest words first."""

    incident: Incident
    title: str
    situation: str
    said: list[Wording]
    promise: Promise | None
    commander: User | None
    liaison: User | None
    impact: Impact | None
    dollars: int | None

    @property
    def newest(self) -> Wording | None:
        return self.said[0] if self.said else None


def briefs(link: BriefingLink, *, at: datetime) -> list[Brief]:
    """What the link shows now. Its maker's rights bound it, and private incidents are there
    only where that was chosen."""
    found = Incident.objects.visible_to(link.made_by).exclude(kind=Kind.NEAR_MISS)
    if not link.shows_private:
        found = found.filter(private=False)
    if link.incident_id is not None:
        found = found.filter(pk=link.incident_id)
    else:
        found = found.open().worst_first()
    return [_brief(one, at=at) for one in found[:MOST]]


def _brief(incident: Incident, *, at: datetime) -> Brief:
    said = list(
        Wording.objects.of(incident).filter(audience__slug=EXECUTIVES).newest_first()[:WORDS_SHOWN]
    )
    holders = {
        one.role: one.person for one in incident.role_assignments.live().select_related("person")
    }
    impacts = list(incident.impacts.newest_first())
    cost = cost_so_far(incident, impacts, at=at)
    return Brief(
        incident=incident,
        title=_title(incident),
        situation=_situation(incident, said),
        said=said,
        promise=Promise.objects.unsettled()
        .for_incident(incident)
        .filter(audience__slug=EXECUTIVES)
        .first(),
        commander=holders.get(Role.COMMANDER),
        liaison=holders.get(Role.EXECUTIVE_LIAISON),
        impact=impacts[0] if impacts else None,
        dollars=cost.dollars if cost else None,
    )


def _situation(incident: Incident, said: list[Wording]) -> str:
    if not incident.is_open:
        return incident.get_state_display() if incident.has_ended else "Resolved, being watched"
    told = said[0].update.situation if said else Situation.INVESTIGATING
    if told == Situation.RESOLVED:
        told = Situation.INVESTIGATING
    return Situation(told).label


def _title(incident: Incident) -> str:
    """What customers saw, where they were told; never a title that names a host."""
    public = incident.updates.exclude(title="").newest_first().first()
    if public is not None:
        return f"DRILL: {public.title}" if incident.is_drill else public.title
    return incident.reference if names_a_host(incident.title) else incident.display_title
