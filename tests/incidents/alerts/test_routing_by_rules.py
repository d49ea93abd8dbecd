"""The first rule that fits says service, severity, group and whether an incident opens."""

from datetime import timedelta
from typing import Any

from incidents.alerts.models import Alert, Integration, Rule
from incidents.oncall.actions.acknowledge_page import acknowledge_page
from incidents.oncall.models import Escalation, EscalationPolicy, EscalationStep, Page
from incidents.record.models import Incident
from statuspage.actions.start_maintenance import start_maintenance
from tests.make_alerts import fire, make_integration
from tests.make_maintenance import make_maintenance
from tests.make_oncall import make_ladder
from tests.make_people import make_user
from tests.make_record import NOON, make_service
from tests.make_statuspage import make_component

HOUR = timedelta(hours=1)


def integration_with(*rules: dict[str, Any]) -> Integration:
    integration = make_integration(rule=False)
    for position, facts in enumerate(rules, start=1):
        Rule.objects.create(integration=integration, position=position, **facts)
    return integration


def test_the_first_that_fits_counts() -> None:
    integration = integration_with(
        {"matches": {"team": "pay"}, "opens_incident": False},
        {"matches": {}, "level": 2},
    )

    fire(integration, "waits", minute=1, labels={"team": "pay"})
    fire(integration, "opens", minute=2, labels={"team": "web"}, group="web")

    assert Alert.objects.get(fingerprint="waits").incident is None
    assert Incident.objects.get() == Alert.objects.get(fingerprint="opens").incident
    assert Incident.objects.get().level == 2


def test_a_sign_of_life_is_not_part_of_everything() -> None:
    integration = integration_with({"matches": {"severity": "none", "lab": "yes"}}, {"matches": {}})

    fire(integration, "watchdog", minute=1, labels={"severity": "none"}, group="watchdog")
    assert Incident.objects.count() == 0

    fire(integration, "asked for", minute=2, labels={"severity": "none", "lab": "yes"}, group="lab")
    assert Incident.objects.get() == Alert.objects.get(fingerprint="asked for").incident


def test_no_rule_means_the_default_service_and_waiting() -> None:
    integration = integration_with({"matches": {"team": "pay"}})
    integration.default_service = make_service("Everything else")
    integration.save()

    fire(integration, minute=1, labels={"severity": "P2"})

    waiting = Alert.objects.get()
    assert waiting.service == integration.default_service
    assert (waiting.level, waiting.incident) == (2, None)


def test_without_a_group_of_the_source_chosen_labels_group() -> None:
    integration = integration_with({"matches": {}, "group_by": ["team"]})

    fire(integration, "a", minute=1, group="", labels={"team": "pay", "pod": "1"})
    fire(integration, "b", minute=2, group="", labels={"team": "pay", "pod": "2"})
    fire(integration, "c", minute=3, group="", labels={"team": "web", "pod": "3"})

    incidents = list(Alert.objects.order_by("fingerprint").values_list("incident", flat=True))
    assert incidents[0] == incidents[1] != incidents[2]


def test_the_same_title_is_no_group() -> None:
    integration = integration_with({"matches": {}})

    fire(integration, "a", minute=1, group="")
    fire(integration, "b", minute=2, group="")

    assert Alert.objects.values("title").distinct().count() == 1
    assert Incident.objects.count() == 2


def test_planned_work_of_its_service_is_noted() -> None:
    component = make_component()
    seen = make_service("Checkout", components=[component.public_id])
    integration = integration_with({"matches": {}, "service": seen})
    plan = make_maintenance(
        "Database upgrade",
        begins=NOON - HOUR,
        ends=NOON + HOUR,
        at=NOON - 2 * HOUR,
        components=[component.public_id],
    )
    start_maintenance(public_id=plan.public_id, by_name="Mei Chen", at=NOON - HOUR)

    fire(integration, minute=1)

    assert Alert.objects.get().maintenance == "Database upgrade"
    assert Incident.objects.get().entries.filter(body__contains="during Database upgrade").exists()


def test_the_rules_policy_says_who_is_called() -> None:
    ana, tom = make_user("Ana", "Responder"), make_user("Tom", "Responder")
    make_ladder(tom)
    chosen = EscalationPolicy.objects.create(name="Databases", team=make_service().team)
    EscalationStep.objects.create(policy=chosen, position=1, person=ana)
    integration = integration_with({"matches": {}, "level": 3, "policy": chosen})

    fire(integration, minute=1)
    acknowledge_page(page=Page.objects.get(), by=ana, at=NOON + HOUR / 30, via="portal")
    fire(integration, minute=3, began=1, over=True)
    fire(integration, minute=30)

    assert set(Page.objects.values_list("person", flat=True)) == {ana.pk}
    assert {one.policy_name for one in Escalation.objects.all()} == {"Databases"}
    assert Escalation.objects.count() == 2
