"""What we run, what needs it, and what to do in which minute."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from incidents.catalog.models import Dependency, GuideStep
from incidents.catalog.models.guide import Phase
from portal.people.groups import AUDITOR, RESPONDER
from portal.people.models import User
from tests.make_people import make_user
from tests.make_record import make_incident, make_service


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_it_finds_everything_that_is_hit_with_a_service() -> None:
    database, api, shop, mail = (make_service(name) for name in ("DB", "API", "Shop", "Mail"))
    Dependency.objects.create(service=api, needs=database)
    Dependency.objects.create(service=shop, needs=api)
    Dependency.objects.create(service=database, needs=shop)
    Dependency.objects.create(service=mail, needs=shop)

    assert set(database.hit_with_it()) == {api, shop, mail}


def test_a_service_never_needs_itself() -> None:
    service = make_service()

    with pytest.raises(IntegrityError, match="service_needs_another"), transaction.atomic():
        Dependency.objects.create(service=service, needs=service)


def test_the_guide_covers_the_first_hour_without_a_gap() -> None:
    minute = 0
    for step in GuideStep.objects.for_level(1).filter(to_minute__lte=60):
        assert step.from_minute <= minute, step
        minute = max(minute, step.to_minute)

    assert minute == 60
    assert {step.phase for step in GuideStep.objects.for_level(3)} >= {
        Phase.STOP_THE_BLEEDING,
        Phase.STABILISE,
        Phase.FIX_PROPERLY,
    }


def test_a_mild_incident_is_spared_what_only_a_bad_one_needs() -> None:
    everything = set(GuideStep.objects.for_level(0))

    assert set(GuideStep.objects.for_level(3)) < everything


def test_the_list_shows_who_owns_what() -> None:
    make_service("Checkout", critical_path=True)

    page = signed_in(make_user("Ana", AUDITOR)).get("/portal/services/").content.decode()

    assert "Checkout" in page
    assert "Payments" in page
    assert "Critical path" in page


def test_its_page_shows_what_it_needs_and_what_happened_to_it() -> None:
    checkout, gateway = make_service("Checkout"), make_service("Card gateway")
    Dependency.objects.create(service=checkout, needs=gateway, note="no cards without it")
    make_incident("Cards time out", services=[gateway])

    page = signed_in(make_user("Ana", RESPONDER)).get(gateway.get_absolute_url()).content.decode()

    assert "Checkout" in page
    assert "no cards without it" in page
    assert "Cards time out" in page


def test_its_page_keeps_private_incidents_to_their_members() -> None:
    service, member = make_service(), make_user("Mei", RESPONDER)
    make_incident("Leaked keys", services=[service], private=True, members=[member])

    others = signed_in(make_user("Ana", RESPONDER)).get(service.get_absolute_url())
    theirs = signed_in(member).get(service.get_absolute_url())

    assert "Leaked keys" not in others.content.decode()
    assert "Leaked keys" in theirs.content.decode()


def test_a_list_of_many_services_costs_no_more_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(12):
        make_service()
    client = signed_in(make_user("Ana", RESPONDER))

    with django_assert_max_num_queries(12):
        client.get("/portal/services/")
