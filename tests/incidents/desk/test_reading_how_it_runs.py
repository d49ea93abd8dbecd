from django.test import Client

from incidents.catalog.models import Role, Severity
from portal.people.groups import AUDITOR
from tests.make_people import make_user


def reader() -> Client:
    client = Client()
    client.force_login(make_user("Kofi Mensah", AUDITOR))
    return client


def test_it_says_what_each_severity_demands_today() -> None:
    Severity.objects.filter(level=1).update(customers_cadence=25, examples="Nobody can pay.")

    page = reader().get("/portal/help/").content.decode()

    assert "Customers every 25 min" in page
    assert "Nobody can pay." in page
    assert all(one.definition in page for one in Severity.objects.all())


def test_it_names_every_role() -> None:
    page = reader().get("/portal/help/").content.decode()

    assert all(role.label in page for role in Role)
