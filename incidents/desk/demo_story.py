"""A day at Northwind Pay, told through the real actions with moved times."""

from datetime import datetime, timedelta

from incidents import publishing
from incidents.catalog.models import GuideStep, Service
from incidents.command.actions.answer_check_in import answer_check_in
from incidents.command.actions.declare_incident import declare_incident
from incidents.command.actions.resolve_incident import resolve_incident
from incidents.command.actions.tick_step import tick_step
from incidents.comms.actions.post_update import post_update
from incidents.comms.models import Audience, Stage
from incidents.comms.words import Words
from incidents.learning.actions.add_action import add_action
from incidents.oncall.actions.acknowledge_page import acknowledge_page
from incidents.oncall.models import Page
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.assign_role import assign_role
from incidents.record.actions.record_impact import record_impact
from incidents.record.models import Incident
from portal.people.models import User

People = dict[str, User]
Services = dict[str, Service]


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def component_states(*pairs: tuple[str, str]) -> dict[str, str]:
    ids = {one.name: one.public_id for one in publishing.components()}
    return {ids[name]: status for name, status in pairs if name in ids}


def refunds_late(people: People, services: Services, *, now: datetime) -> Incident:
    """Yesterday: resolved, with its postmortem owed."""
    start = now - timedelta(hours=29)
    incident = declare_incident(
        title="Refund e-mails delayed",
        level=2,
        key="demo:refunds",
        services=[services["Refunds"]],
        started_at=start,
        reason="Many customers wait for refund mails; the refunds themselves arrive.",
        by=people["ana"],
        at=start + minutes(26),
    )
    assign_role(
        incident=incident,
        role="commander",
        person=people["ana"],
        by=people["ana"],
        at=start + minutes(27),
    )
    _tell(
        incident,
        "Refund e-mails arrive up to 70 minutes late. The refunds themselves are on time.",
        impact="About 2,300 customers wait for an e-mail.",
        action="We are giving refund e-mails a queue of their own.",
        states=component_states(("Refunds", "degraded_performance")),
        title="Refund e-mails delayed",
        by=people["mei"],
        at=start + minutes(35),
    )
    resolve_incident(
        incident=incident,
        verified="Queue age 12 s for ten minutes; three test refunds mailed at once.",
        words="Refund e-mails arrive at once again. Every delayed one has been sent.",
        title="Refund e-mails delayed",
        by=people["ana"],
        at=start + minutes(86),
    )
    for after, seen in ((15, "queue age 12 s"), (60, "9 s"), (240, "10 s"), (720, "8 s")):
        answer_check_in(
            incident=incident,
            good=True,
            observed=seen,
            by=people["ana"],
            at=start + minutes(86 + after),
        )
    add_action(
        incident=incident,
        text="Alert on mail queue age over 5 min",
        owner=people["ana"],
        due_on=(now + timedelta(days=3)).date(),
        measure="fires in staging and pages payments",
        by=people["ana"],
        at=start + minutes(120),
    )
    add_action(
        incident=incident,
        text="Give refunds their own queue and worker",
        owner=people["tom"],
        due_on=(now + timedelta(days=6)).date(),
        measure="refund mail under 2 min beside a full newsletter run",
        by=people["ana"],
        at=start + minutes(121),
    )
    return incident


def checkout_fails(people: People, services: Services, *, now: datetime) -> Incident:
    """Today: open, published, a promise near."""
    start = now - minutes(41)
    declared = start + minutes(5)
    incident = declare_incident(
        title="Checkout payments failing – timeouts to card processor",
        level=1,
        key="demo:checkout",
        services=[services["Checkout"], services["Card gateway"]],
        started_at=start,
        reason="Most customers cannot pay and there is no way round.",
        by=people["tom"],
        at=declared,
    )
    for page in Page.objects.filter(incident=incident):
        acknowledge_page(page=page, by=page.person, at=declared + minutes(1), via="link")
    for role, name in (
        ("technical_lead", "tom"),
        ("communications_lead", "mei"),
        ("scribe", "ana"),
    ):
        assign_role(
            incident=incident,
            role=role,
            person=people[name],
            by=people["priya"],
            at=declared + minutes(2),
        )
    record_impact(
        incident=incident,
        by=people["ana"],
        at=declared + minutes(3),
        customers_affected=18_400,
        share=50,
        revenue_per_hour=52_000,
        data_at_risk="no",
        measured=True,
    )
    record_impact(
        incident=incident,
        by=people["ana"],
        at=declared + minutes(22),
        customers_affected=9_300,
        share=25,
        revenue_per_hour=26_000,
        data_at_risk="no",
        support_tickets=212,
        measured=True,
    )
    _tell(
        incident,
        "Card payments are failing for many customers. We are finding out why.",
        impact="Most card payments fail. Wallet and bank payments work normally.",
        states=component_states(("Checkout", "major_outage"), ("Card processing", "major_outage")),
        title="Some card payments are failing",
        by=people["mei"],
        at=declared + minutes(4),
    )
    for step in GuideStep.objects.for_level(1).filter(to_minute__lte=30):
        tick_step(
            incident=incident,
            step=step,
            by=people["priya"],
            at=declared + minutes(min(step.to_minute, 25)),
        )
    lines = (
        (9, "ana", "evidence", "Database: 42 of 100 connections, no locks, no slow queries."),
        (19, "tom", "action", "Switched to the backup processor. Success went from 0 % to 50 %."),
        (
            24,
            "priya",
            "decision",
            "Stay on the backup: half of payments is better than none.",
        ),
    )
    for offset, name, kind, body in lines:
        add_entry(
            incident=incident, kind=kind, body=body, by=people[name], at=declared + minutes(offset)
        )
    _tell(
        incident,
        "We have moved payments to a backup processor while the main one is restored.",
        impact="About 1 in 2 card payments succeed. No payment has been taken twice.",
        action="We work with our card processor. Asking customers to retry once is safe.",
        states=component_states(
            ("Checkout", "partial_outage"), ("Card processing", "partial_outage")
        ),
        public_status="identified",
        by=people["mei"],
        at=now - minutes(9),
    )
    return incident


def sign_in_slow(people: People, services: Services, *, now: datetime) -> Incident:
    """Today, too: smaller, with roles to fill."""
    return declare_incident(
        title="Login latency elevated",
        level=2,
        key="demo:login",
        services=[services["Sign-in"]],
        started_at=now - minutes(8),
        reason="Slow, not down: sign-in takes up to 12 s.",
        by=people["ana"],
        at=now - minutes(4),
    )


def _tell(
    incident: Incident,
    status: str,
    *,
    by: User,
    at: datetime,
    impact: str = "",
    action: str = "",
    states: dict[str, str] | None = None,
    title: str = "",
    public_status: str = "investigating",
) -> None:
    audiences = Audience.objects.filter(slug__in=incident.rules.cadence_minutes)
    post_update(
        incident=incident,
        stage=Stage.UPDATE,
        wordings=[Words(one, status, impact, action) for one in audiences.order_by("position")],
        key=f"demo:{incident.pk}:{at.isoformat()}",
        by=by,
        at=at,
        component_states=states,
        title=title,
        public_status=public_status,
    )
