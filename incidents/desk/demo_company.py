"""Northwind Pay: the people, services and duties of the demo."""

from datetime import datetime

from django.contrib.auth.models import Group

from incidents.alerts.actions.issue_integration import issue_integration
from incidents.alerts.models import Rule
from incidents.catalog.models import Dependency, Service, Team
from incidents.comms.models import Audience
from incidents.publishing import components
from portal.people.demo import COLLEAGUES, PASSWORD, PEOPLE
from portal.people.models import User
from portal.post.models import Provider, ProviderKind
from portal.post.secrets import keep_secret

ALERT_SECRET = "demo-alertmanager-secret"  # noqa: S105
SERVICES = (
    ("Checkout", "Takes orders and payments.", True, ("Checkout", "Card processing")),
    ("Card gateway", "Talks to the card processor.", True, ("Card processing",)),
    ("Sign-in", "Lets merchants in.", True, ("Sign-in",)),
    ("Refunds", "Pays money back and says so.", False, ("Refunds",)),
    ("Merchant dashboard", "What merchants see of their day.", False, ("Merchant dashboard",)),
)


def make_people() -> dict[str, User]:
    """By first name, lower case."""
    found = {}
    for email, name, title, group in PEOPLE:
        user = User.objects.create_user(
            email=email,
            password=PASSWORD,
            name=name,
            title=title,
            is_staff=group in {"Incident commander", "Manager", "Auditor"},
        )
        user.groups.set([Group.objects.get(name=group)])
        found[name.split()[0].lower()] = user
    for email, name, title, group, zone in COLLEAGUES:
        user = User.objects.create_user(email=email, name=name, title=title, time_zone=zone)
        user.groups.set([Group.objects.get(name=group)])
        found[name.split()[0].lower()] = user
    return found


def make_services() -> dict[str, Service]:
    team, _ = Team.objects.get_or_create(slug="payments", defaults={"name": "Payments"})
    ids = {one.name: one.public_id for one in components()}
    made = {}
    for name, description, critical, seen in SERVICES:
        made[name], _ = Service.objects.get_or_create(
            slug=name.lower().replace(" ", "-"),
            defaults={
                "name": name,
                "description": description,
                "team": team,
                "tier": 1 if critical else 2,
                "critical_path": critical,
                "components": [ids[one] for one in seen if one in ids],
            },
        )
    Dependency.objects.get_or_create(
        service=made["Checkout"],
        needs=made["Card gateway"],
        defaults={"note": "No card payment without it."},
    )
    return made


def make_audiences(people: dict[str, User]) -> None:
    for slug, members in (
        ("executives", ("elena",)),
        ("support", ("mei",)),
        ("engineering", ("tom", "ana")),
    ):
        Audience.objects.get(slug=slug).members.set([people[one] for one in members])


def make_ways_out() -> None:
    """Notifications work in a demo too: they need an account nowhere."""
    push = Provider(kind=ProviderKind.PUSH, sender="mailto:allclear@northwind.example")
    keep_secret(push, "")
    push.save()


def make_integration(services: dict[str, Service], *, at: datetime) -> None:
    integration, _ = issue_integration(name="Alertmanager", by=None, at=at, secret=ALERT_SECRET)
    Rule.objects.create(
        integration=integration,
        position=1,
        matches={"service": "checkout"},
        service=services["Checkout"],
    )
    Rule.objects.create(integration=integration, position=2, opens_incident=False)
    for name, kind in (("GitHub, northwind", "github"), ("CloudWatch, Frankfurt", "sns")):
        issue_integration(name=name, kind=kind, by=None, at=at)
