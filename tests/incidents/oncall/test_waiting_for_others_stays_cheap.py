"""However many vendors owe an answer, the list asks the database no more."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.oncall.requests.waiting import vendor_cards, waiting_facts
from incidents.record.actions.add_entry import add_entry
from incidents.record.models import Incident
from portal.people.models import User
from tests.make_people import make_user
from tests.make_record import NOON, make_incident
from tests.make_requests import ask
from tests.make_vendors import make_vendor


def cost(incident: Incident, viewer: User) -> int:
    with CaptureQueriesContext(connection) as asked:
        rows = waiting_facts(incident, viewer, at=NOON)["rows"]
        assert all("Pool is full." in one.text for one in rows)
        vendor_cards(incident)
    return len(asked)


def test_with_their_evidence() -> None:
    incident, tom = make_incident(level=1), make_user("Tom", "Responder")
    seen = add_entry(incident=incident, kind="note", body="Pool is full.", by=tom, at=NOON)
    ask(incident, vendor=make_vendor(), entries=[seen])
    few = cost(incident, tom)

    for _ in range(4):
        ask(incident, vendor=make_vendor(), entries=[seen])

    assert cost(incident, tom) == few
