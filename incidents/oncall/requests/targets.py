"""Who can be asked: teams with a desk, and the vendors behind what is hit."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower

from incidents.catalog.models import Team, Vendor
from incidents.oncall.models import TeamDesk, TeamKind
from incidents.oncall.requests.contacts import Contact, contacts_of_team, contacts_of_vendor
from incidents.record.models import Impact, Incident

OF_VENDOR = "vendor-"


@dataclass(frozen=True)
class Target:
    """One team or vendor, as it is named in an address."""

    name: str
    address: str
    kind: str
    team: Team | None = None
    vendor: Vendor | None = None

    @property
    def kind_words(self) -> str:
        return TeamKind(self.kind).label

    def contacts(self, *, at: datetime) -> list[Contact]:
        if self.vendor is not None:
            return contacts_of_vendor(self.vendor, at=at)
        return contacts_of_team(self.team, at=at) if self.team is not None else []


def targets(incident: Incident) -> list[Target]:
    """Teams in their order, then vendors, those behind the incident's services first."""
    desks = TeamDesk.objects.select_related("team", "lead").order_by("position", "team__name")
    behind = Vendor.objects.behind(incident.services.all()).filter(pk=OuterRef("pk"))
    known = Vendor.objects.select_related("owner").annotate(is_behind=Exists(behind))
    vendors = known.order_by("-is_behind", Lower("name"))
    return [
        *(Target(str(one.team), one.team.slug, one.kind, team=one.team) for one in desks),
        *(
            Target(str(one), f"{OF_VENDOR}{one.slug}", TeamKind.VENDOR, vendor=one)
            for one in vendors
        ),
    ]


def target_named(found: list[Target], address: str) -> Target | None:
    """The one an address names; else the first."""
    named = (one for one in found if one.address == address)
    return next(named, found[0] if found and not address else None)


def effect_words(incident: Incident, target: Target | None) -> str:
    """What the incident does to the business, to begin with. Of a private one nothing is
    written for a vendor: a person decides what they read."""
    if incident.private and target is not None and target.vendor is not None:
        return ""
    impact = Impact.objects.filter(incident=incident).newest_first().first()
    facts = [] if impact is None else _facts(impact)
    return (
        f"{incident.severity_label}. {', '.join(facts)}."
        if facts
        else f"{incident.severity_label}."
    )


def _facts(impact: Impact) -> list[str]:
    return [
        words
        for known, words in (
            (impact.customers_affected, f"{impact.customers_affected or 0:,} customers"),
            (impact.share, f"{impact.share} % of them"),
            (impact.revenue_per_hour, f"${impact.revenue_per_hour or 0:,} an hour"),
            (impact.regions, impact.regions),
            (impact.note, impact.note.rstrip(".")),
        )
        if known
    ]
