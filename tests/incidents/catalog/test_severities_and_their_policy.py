"""One scale; each step of it says what an incident must get."""

from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from incidents.catalog.models import Policy, Severity, UnknownSeverity, parse_severity
from incidents.catalog.severity_words import SeverityWords
from portal.people.groups import AUDITOR, INCIDENT_COMMANDER, MANAGER
from portal.people.models import AuditEntry
from tests.make_people import make_user
from tests.make_record import make_incident


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("SEV0", 0), ("sev-1", 1), (" Severity 2 ", 2), ("3", 3),
        ("P0", 0), ("p1", 1), ("P2", 2), ("P3", 3),
        ("Critical", 0), ("Major", 1), ("HIGH", 1), ("medium", 2), ("Minor", 3), ("low", 3),
        ("P1 - High", 1), ("1 - Critical", 0), ("Sev 2 (Medium)", 2), ("Priority: 3", 3),
    ],
)  # fmt: skip
def test_it_understands_every_name_of_a_severity(text: str, level: int) -> None:
    assert parse_severity(text) == level


@pytest.mark.parametrize("text", ["", "SEV4", "P9", "urgent", "1.0", "sev", "SEV1 please"])
def test_it_says_which_names_it_knows(text: str) -> None:
    with pytest.raises(UnknownSeverity, match="SEV0–SEV3, P0–P3, or Critical"):
        parse_severity(text)


@given(text=st.text(max_size=12))
def test_whatever_is_typed_it_is_a_level_or_a_refusal(text: str) -> None:
    with suppress(UnknownSeverity):
        assert parse_severity(text) in {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("level", "customers", "executives"), [(0, 15, 15), (1, 30, 15), (2, 60, None), (3, 240, None)]
)
def test_the_default_cadences_are_there(level: int, customers: int, executives: int | None) -> None:
    rules = Severity.objects.get(level=level).policy()

    assert rules.cadence_minutes["customers"] == customers
    assert rules.cadence_minutes.get("executives") == executives


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_the_default_deadlines_are_there(level: int) -> None:
    rules = Severity.objects.get(level=level).policy()

    assert (rules.acknowledge_minutes, rules.first_update_minutes) == (5, 10)
    assert (rules.postmortem_draft_hours, rules.postmortem_review_hours) == (48, 72)
    assert rules.postmortem_publish_business_days == 5
    assert rules.postmortem_required is (level < 3)


def test_a_policy_survives_its_journey_as_json() -> None:
    rules = Severity.objects.get(level=0).policy()

    assert Policy.from_json(rules.as_json()) == rules
    assert Policy.from_json({**rules.as_json(), "from_a_later_version": 1}) == rules


def test_editing_a_policy_never_changes_a_running_incident() -> None:
    incident = make_incident(level=1)

    Severity.objects.filter(level=1).update(customers_cadence=5, acknowledge_minutes=1)

    incident.refresh_from_db()
    assert incident.rules.cadence_minutes["customers"] == 30
    assert make_incident(level=1).rules.cadence_minutes["customers"] == 5


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"customers_cadence": 0}, "severity_times_are_not_zero"),
        ({"executives_cadence": 0}, "severity_times_are_not_zero"),
        ({"resolve_minutes": 30}, "severity_stabilises_before_it_resolves"),
    ],
)
def test_the_table_refuses_a_policy_that_cannot_be_kept(
    facts: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Severity.objects.filter(level=1).update(**facts)


def admin_of(*groups: str) -> Client:
    person = make_user("Elena Brandt", *groups)
    person.is_staff = True
    person.save()
    client = Client()
    client.force_login(person)
    return client


def typed(severity: Severity, **changes: Any) -> dict[str, Any]:
    """What the admin's form sends for this severity."""
    names = [
        field.name
        for field in severity._meta.fields
        if field.name != "level" and getattr(severity, field.name) not in (None, False)
    ]
    times = ",".join(str(minutes) for minutes in severity.watch_minutes)
    watch = {"watch_minutes": times, "initial-watch_minutes": times}
    return {name: getattr(severity, name) for name in names} | watch | changes


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Any) -> None:
    settings.SECOND_FACTOR_GROUPS = []


def test_a_manager_edits_it_and_the_audit_log_says_so() -> None:
    severity = Severity.objects.get(level=2)

    answer = admin_of(MANAGER).post(
        "/admin/catalog/severity/2/change/", typed(severity, customers_cadence=45)
    )

    assert answer.status_code == 302, answer.content.decode()
    severity.refresh_from_db()
    assert severity.customers_cadence == 45
    assert severity.required_roles == ["commander", "communications_lead"]
    entry = AuditEntry.objects.get(subject="catalog.severity:2")
    assert (entry.before, entry.after) == ({"customers_cadence": 60}, {"customers_cadence": 45})
    assert entry.by_name == "Elena Brandt"
    assert severity.history.count() == 1


def test_an_impossible_policy_comes_back_with_what_was_typed() -> None:
    severity = Severity.objects.get(level=2)

    answer = admin_of(MANAGER).post(
        "/admin/catalog/severity/2/change/",
        typed(severity, resolve_minutes=10, definition="Typed in a hurry"),
    )

    page = answer.content.decode()
    assert "The target to resolve is earlier" in page
    assert "Typed in a hurry" in page
    severity.refresh_from_db()
    assert severity.resolve_minutes == 480


@pytest.mark.parametrize("group", [AUDITOR, INCIDENT_COMMANDER])
def test_nobody_but_a_manager_edits_it(group: str) -> None:
    severity = Severity.objects.get(level=2)

    answer = admin_of(group).post(
        "/admin/catalog/severity/2/change/", typed(severity, customers_cadence=45)
    )

    assert answer.status_code == 403
    severity.refresh_from_db()
    assert severity.customers_cadence == 60


@pytest.mark.parametrize(
    ("typed_words", "level"), [("P1", 1), ("minor", 3), ("SEV0", 0), ("", None)]
)
def test_a_form_takes_any_of_its_words(typed_words: str, level: int | None) -> None:
    field = SeverityWords(required=False)

    assert field.clean(typed_words) == level
    assert not field.has_changed(level, typed_words)


def test_a_form_refuses_what_names_none_in_words() -> None:
    with pytest.raises(ValidationError, match="is no severity"):
        SeverityWords().clean("purple")

    assert SeverityWords().prepare_value(1) == "SEV1"
