"""The impact with its curve, its cost and what it touches."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from incidents.catalog.models import Dependency
from incidents.command.actions.name_services import name_services
from incidents.command.impact_curve import HEIGHT, WIDTH, curve_of
from incidents.oncall.models import Page
from incidents.record.actions.record_impact import record_impact
from incidents.record.models import Impact, Incident
from portal.people.models import User
from tests.make_command import declare
from tests.make_comms import after
from tests.make_oncall import make_ladder, make_rotation
from tests.make_people import make_user
from tests.make_record import NOON, make_incident, make_service

HOUR = timedelta(hours=1)


@pytest.fixture
def tom(client: Client) -> User:
    person = make_user("Tom Alvarez", "Responder")
    client.force_login(person)
    return person


def impacts(incident: Incident, *values: int) -> list[Impact]:
    return [
        Impact(incident=incident, at=NOON + number * HOUR, customers_affected=value)
        for number, value in enumerate(values)
    ]


def test_each_value_holds_until_the_next_and_the_worst_touches_the_top() -> None:
    incident = make_incident()

    curve = curve_of(incident, impacts(incident, 50, 100, 0), at=NOON + 4 * HOUR)

    assert curve is not None
    middle, quarter = HEIGHT / 2, WIDTH / 4
    assert curve.points == (
        f"0.0,{middle} {quarter},{middle} {quarter},0.0 {2 * quarter},0.0 "
        f"{2 * quarter},{float(HEIGHT)} {float(WIDTH)},{float(HEIGHT)}"
    )
    assert (curve.most, curve.newest) == (100, 0)


def test_one_value_is_no_curve() -> None:
    incident = make_incident()

    assert curve_of(incident, impacts(incident, 50), at=NOON + HOUR) is None


def test_nothing_but_zeros_is_a_flat_line() -> None:
    incident = make_incident()

    curve = curve_of(incident, impacts(incident, 0, 0), at=NOON + HOUR)

    assert curve is not None
    assert {point.split(",")[1] for point in curve.points.split()} == {f"{HEIGHT}.0"}


def panel(client: Client, incident: Incident, name: str = "impact") -> str:
    page = client.get(f"{incident.get_absolute_url()}panels/{name}/").content.decode()
    return " ".join(page.split())


def test_the_panel_says_what_was_lost_so_far_and_how_that_is_worked_out(
    client: Client, tom: User
) -> None:
    start = timezone.now() - 2 * HOUR
    incident = make_incident(started_at=start, at=start)
    record_impact(
        incident=incident, by=tom, at=start, revenue_per_hour=52_000, customers_affected=9
    )
    record_impact(
        incident=incident, by=tom, at=start + HOUR, revenue_per_hour=26_000, customers_affected=4
    )

    page = panel(client, incident)

    assert "about $78,0" in page
    assert "How this is worked out" in page
    assert "$52,000 / h, estimated" in page
    assert "<polyline" in page
    assert "Every value, 2" in page
    assert "Business impact" in page


def test_a_later_row_that_says_less_forgets_nothing(client: Client, tom: User) -> None:
    incident = make_incident(at=timezone.now() - HOUR)
    first, second = timezone.now() - HOUR, timezone.now()
    record_impact(incident=incident, by=tom, at=first, customers_affected=18_400)
    record_impact(incident=incident, by=tom, at=second, support_tickets=31)

    page = panel(client, incident)

    assert "<dd>18,400</dd>" in page
    assert "<dd>31</dd>" in page
    assert "Lost so far</dt><dd>not known" in page


def test_naming_services_is_a_line_and_is_done_once() -> None:
    checkout, login = make_service("Checkout"), make_service("Sign-in", critical_path=True)
    incident = make_incident(services=[checkout])

    assert name_services(incident=incident, services=[login], by=None, at=NOON)
    assert not name_services(incident=incident, services=[login], by=None, at=NOON)

    last = incident.entries.newest_first()[0]
    assert last.body == "Also touched: Sign-in (critical path). Not touched after all: Checkout."
    assert set(incident.services.all()) == {login}


def test_a_critical_service_that_is_found_to_be_touched_pages_everyone() -> None:
    tom, ana = make_user("Tom", "Responder"), make_user("Ana", "Responder")
    jonas = make_user("Jonas", "Responder")
    make_ladder(*(make_rotation(one) for one in (tom, ana, jonas)))
    incident = declare(level=1)
    assert {page.person for page in Page.objects.waiting()} == {tom, ana}

    database = make_service("Database", critical_path=True)
    name_services(incident=incident, services=[database], by=None, at=after(3))

    assert {page.person for page in Page.objects.waiting()} == {tom, ana, jonas}


def test_the_panel_names_what_may_be_hit_with_it(client: Client, tom: User) -> None:
    gateway, checkout = make_service("Card gateway"), make_service("Checkout")
    Dependency.objects.create(service=checkout, needs=gateway)
    incident = make_incident(services=[gateway])

    assert "May be hit with it<small>Checkout" in panel(client, incident, "services")


def test_services_are_named_in_the_room(client: Client, tom: User) -> None:
    incident, service = make_incident(), make_service("Refunds")

    refused = client.post(f"{incident.get_absolute_url()}services/", {"services": ["x"]})
    answer = client.post(f"{incident.get_absolute_url()}services/", {"services": [service.pk]})

    assert (refused.status_code, answer.status_code) == (422, 302)
    assert list(incident.services.all()) == [service]
