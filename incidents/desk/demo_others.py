"""Whom Northwind Pay can ask, and what it waits for."""

from datetime import date, datetime, time, timedelta

from incidents.catalog.models import (
    Service,
    Team,
    Vendor,
    VendorAgreement,
    VendorContact,
    VendorStatus,
)
from incidents.oncall.actions.acknowledge_request import acknowledge_request
from incidents.oncall.actions.ask_permission import ask_permission
from incidents.oncall.actions.ask_team import ask_team
from incidents.oncall.actions.build_shifts import build_shifts
from incidents.oncall.actions.settle_request import settle_request
from incidents.oncall.models import Rotation, RotationMember, TeamDesk
from incidents.record.models import Incident
from portal.people.models import User

People = dict[str, User]
TEAMS = (("Database", "database", "ana"), ("Network", "network", "tom"))
CONTACTS = (
    ("account_manager", "R. Okafor", "r.okafor@cardline.example"),
    ("emergency", "", "+1 555 0100"),
)


def make_others(people: People, services: dict[str, Service], *, at: datetime) -> None:
    """Teams that can be asked, and the card processor."""
    for position, (name, kind, member) in enumerate(TEAMS, start=1):
        team = Team.objects.create(slug=name.lower(), name=name)
        TeamDesk.objects.create(team=team, kind=kind, lead=people["priya"], position=position)
        rotation = Rotation.objects.create(
            name=name, position=10, team=team, starts_on=date(2026, 1, 5), handover_time=time(9)
        )
        RotationMember.objects.create(rotation=rotation, person=people[member], position=1)
        build_shifts(rotation=rotation, at=at)
    vendor = Vendor.objects.create(
        name="Cardline",
        slug="cardline",
        what="card processor",
        owner=people["elena"],
        account="acct_northwind",
        support_email="support@cardline.example",
        hours="24 hours, every day",
        workaround="Send card payments to the backup processor: flag payments.backup.",
    )
    vendor.services.set([services["Checkout"], services["Card gateway"]])
    VendorAgreement.objects.create(
        vendor=vendor, level=1, called="P1", answer_minutes=30, fix_minutes=300
    )
    for position, (kind, name, address) in enumerate(CONTACTS, start=1):
        VendorContact.objects.create(
            vendor=vendor, position=position, kind=kind, name=name, address=address
        )


def ask_others(incident: Incident, people: People, *, now: datetime) -> None:
    def ago(minutes: int) -> datetime:
        return now - timedelta(minutes=minutes)

    _their_page(now=now)
    vendor = ask_team(
        incident=incident,
        vendor=Vendor.objects.get(slug="cardline"),
        heading="TLS handshakes to eu-2 time out after 10 s",
        problem="TLS handshakes to eu-2 time out after 10 s, request req_8Hf2k1.",
        details={"Account": "acct_northwind", "Region or endpoint": "eu-2"},
        effect="Half of card payments fail.",
        help_offered="logs, a test purchase",
        by=people["tom"],
        at=ago(22),
    )
    acknowledge_request(
        request=vendor,
        by=None,
        at=ago(11),
        via="link",
        who="Cardline support",
        case_number="CL-88121",
    )
    database = ask_team(
        incident=incident,
        team=Team.objects.get(slug="database"),
        heading="Is the pool the cause?",
        problem="Is the pool the cause? 42 of 100 connections, payment_transactions.",
        details={"Which query": "all of them", "Which error": "none", "Since when": "13:57"},
        by=people["tom"],
        at=ago(17),
    )
    settle_request(
        request=database,
        state="answered",
        words="Ruled out: no locks, no slow queries.",
        by=people["ana"],
        at=ago(11),
        via="portal",
    )
    ask_permission(
        incident=incident,
        what="allow the second address of the backup processor",
        where="the outer firewall",
        why="half of the payments wait for it",
        minutes=120,
        fallback="use address one only",
        granter=people["elena"],
        by=people["tom"],
        at=ago(6),
    )


def _their_page(*, now: datetime) -> None:
    since = now - timedelta(minutes=39)
    theirs = {
        "id": "1",
        "name": "eu-2 connection errors",
        "impact": "major",
        "status": "investigating",
        "components": ["eu-2"],
        "since": since.isoformat(),
        "url": "",
    }
    VendorStatus.objects.create(
        vendor=Vendor.objects.get(slug="cardline"),
        indicator="major",
        words="Partial System Outage",
        incidents=[theirs],
        read_at=now - timedelta(minutes=1),
        tried_at=now - timedelta(minutes=1),
    )
