"""What is waited for, as the Escalations tab shows it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from incidents.catalog.models import Vendor
from incidents.oncall.actions.decide_permission import may_decide
from incidents.oncall.models import PermissionRequest, TeamEscalation, TeamKind
from incidents.oncall.requests.letters import request_words, with_evidence
from incidents.oncall.requests.lost_time import lost_on
from incidents.record.models import Incident
from portal.people.models import User

SHOWN = 20


@dataclass(frozen=True)
class Row:
    """One request or permission, with its words for copying where it goes outside."""

    is_open: bool
    moment: datetime
    request: TeamEscalation | None = None
    permission: PermissionRequest | None = None
    text: str = ""
    decides: bool = False


def waiting_facts(incident: Incident, viewer: User, *, at: datetime) -> dict[str, Any]:
    """Rows, those that wait first, and the minutes lost."""
    asked = TeamEscalation.objects.filter(incident=incident).newest_first()
    requests = list(asked.select_related("team", "vendor")[:SHOWN])
    with_evidence([one for one in requests if _is_copied(one)])
    permissions = PermissionRequest.objects.filter(incident=incident).order_by("-pk")
    rows = [
        *(Row(one.is_waiting, one.asked_at, request=one, text=_text(one)) for one in requests),
        *(
            Row(one.is_live, one.asked_at, permission=one, decides=may_decide(one, viewer))
            for one in permissions.select_related("granter", "asked_by", "decided_by")[:SHOWN]
        ),
    ]
    rows.sort(key=lambda one: one.moment)
    rows.sort(key=lambda one: not one.is_open)
    return {"rows": rows, "lost": lost_on(incident, at=at), "now": at}


def _text(request: TeamEscalation) -> str:
    return request_words(request) if _is_copied(request) else ""


def _is_copied(request: TeamEscalation) -> bool:
    """Into their own form, by hand."""
    return request.kind == TeamKind.VENDOR and request.is_waiting


def vendor_cards(incident: Incident) -> list[dict[str, Any]]:
    """Each vendor behind the incident's services, and those that were asked."""
    asked = TeamEscalation.objects.filter(incident=incident, vendor__isnull=False)
    cases = {one.vendor_id: one.case_number for one in asked.order_by("pk")}
    behind = Q(pk__in=Vendor.objects.behind(incident.services.all()).values("pk"))
    here = Vendor.objects.with_all().named().filter(behind | Q(pk__in=cases))
    return [_card(one, incident, cases.get(one.pk, "")) for one in here]


def _card(vendor: Vendor, incident: Incident, case: str) -> dict[str, Any]:
    agreed = vendor.agreement_for(incident.level)
    target = incident.rules.stabilise_minutes
    return {
        "vendor": vendor,
        "agreed": agreed,
        "too_long": agreed is not None and agreed.is_longer_than(target),
        "contacts": vendor.contacts_in_order(),
        "case": case,
        "status": getattr(vendor, "status", None),
    }
