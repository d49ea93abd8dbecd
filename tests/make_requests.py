"""Builders of requests to other teams and vendors."""

from itertools import count
from typing import Any

from incidents.catalog.models import Team, Vendor
from incidents.oncall.actions.ask_permission import ask_permission
from incidents.oncall.actions.ask_team import ask_team
from incidents.oncall.actions.record_delay import record_delay
from incidents.oncall.models import PermissionRequest, TeamDesk, TeamEscalation, TeamKind
from incidents.record.models import Incident
from portal.people.models import User
from tests.make_oncall import make_rotation
from tests.make_record import NOON

_numbers = count(1)
LOCKS = "Row locks on payment_transactions, query UPDATE, error 55P03, since 14:31"


def make_team(*on_call: User, kind: str = TeamKind.DATABASE, lead: User | None = None) -> Team:
    """A team that can be asked; each person takes the duty of a rotation of their own."""
    number = next(_numbers)
    team = Team.objects.create(name=f"Team {number}", slug=f"team-{number}")
    TeamDesk.objects.create(team=team, kind=kind, lead=lead)
    for position, person in enumerate(on_call, start=1):
        make_rotation(person, team=team, position=position)
    return team


def ask(
    incident: Incident, team: Team | None = None, vendor: Vendor | None = None, **facts: Any
) -> TeamEscalation:
    return ask_team(
        **{
            "incident": incident,
            "team": team,
            "vendor": vendor,
            "problem": LOCKS,
            "as_it_is": vendor is not None,
            "by": None,
            "at": NOON,
            **facts,
        }
    )


def ask_right(incident: Incident, granter: User, **facts: Any) -> PermissionRequest:
    return ask_permission(
        **{
            "incident": incident,
            "what": "restart",
            "where": "the payments database",
            "why": "locks must go",
            "minutes": 30,
            "fallback": "use address one only",
            "granter": granter,
            "by": None,
            "at": NOON,
            **facts,
        }
    )


def ask_for_everything(incident: Incident, person: User, *, team: Team, vendor: Vendor) -> None:
    """A team, a vendor, a right and a delay, each with its words."""
    request = ask(incident, team, effect="Half of the payments fail", help_offered="logs")
    request.acknowledged_by = request.ended_by = request.answer = request.case_number = "Ana"
    request.key = f"world-{incident.number}"
    request.save()
    ask(incident, vendor=vendor)
    right = ask_right(incident, person)
    right.reason = "Asked by phone"
    right.save()
    record_delay(
        incident=incident, cause="documents", minutes=5, note="runbook gone", by=person, at=NOON
    )
