"""How bad it is, how it went, and what it has cost."""

from datetime import datetime
from typing import Any

from incidents.command.forms.recording import ImpactForm
from incidents.command.impact_curve import curve_of
from incidents.command.panels.panel import Panel
from incidents.record.business_impact import score_of
from incidents.record.cost import cost_so_far
from incidents.record.models import Impact, Incident
from portal.people.models import User

MOST = 200
KEPT = ("customers_affected", "share", "revenue_per_hour", "support_tickets", "regions")


def facts(incident: Incident, viewer: User, at: datetime) -> dict[str, Any]:
    found = incident.impacts.select_related("by").newest_first()
    impacts = list(found[:MOST])
    newest = impacts[0] if impacts else None
    critical = any(service.critical_path for service in incident.services.all())
    return {
        "impact": known_now(impacts),
        "newest": newest,
        "impacts": impacts,
        "curve": curve_of(incident, impacts, at=at),
        "cost": cost_so_far(incident, impacts, at=at),
        "score": score_of(newest, incident, at=at, critical_path=critical),
        "impact_form": ImpactForm(initial=_unchanged(newest)),
    }


def known_now(impacts: list[Impact]) -> dict[str, Impact]:
    """Of each fact the newest row that says it; `impacts` come newest first."""
    known: dict[str, Impact] = {}
    for one in impacts:
        for name in KEPT:
            if name not in known and getattr(one, name) not in {None, ""}:
                known[name] = one
        if "data_at_risk" not in known and one.data_at_risk != "unknown":
            known["data_at_risk"] = one
    return known


def _unchanged(newest: Impact | None) -> dict[str, Any]:
    """What was said last, so that one number can be corrected alone."""
    if newest is None:
        return {}
    return {name: getattr(newest, name) for name in (*KEPT, "data_at_risk")}


PANEL = Panel("impact", "Impact", facts, kinds=("impact",), at_once=True)
