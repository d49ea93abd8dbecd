"""What other systems may hear of is written with the fact itself."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from incidents.command.actions.merge_incidents import merge_incidents
from incidents.command.actions.reclassify_incident import reclassify_incident
from incidents.command.actions.reopen_incident import reopen_incident
from incidents.oncall.actions.acknowledge_page import acknowledge_page
from incidents.oncall.actions.decline_page import decline_page
from incidents.oncall.actions.page_person import page_person
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.assign_role import assign_role
from incidents.record.actions.note_event import note_event
from incidents.record.models import Event, Incident
from tests.make_command import declare, resolve
from tests.make_comms import make_update
from tests.make_people import make_user
from tests.make_record import NOON, make_service

LATER = NOON + timedelta(hours=2)


def types(incident: Incident) -> list[str]:
    return [one.type for one in incident.events.order_by("number")]


def newest(incident: Incident) -> Event:
    return incident.events.latest("number")


def test_an_incident_tells_its_story_in_numbers_without_a_gap() -> None:
    incident = declare(services=[make_service("Checkout")])
    reclassify_incident(incident=incident, level=0, reason="Everyone.", by=None, at=NOON)
    add_entry(incident=incident, kind="decision", body="Roll back.", by=None, at=NOON)
    add_entry(incident=incident, kind="note", body="Looking.", by=None, at=NOON)
    resolve(incident)
    reopen_incident(incident=incident, reason="Back.", by=None, at=LATER)

    told = types(incident)
    assert told[0] == "incident.declared"
    assert [one for one in told if one.startswith("incident.")] == [
        "incident.declared",
        "incident.severity_changed",
        "incident.decision_made",
        "incident.resolved",
        "incident.reopened",
    ]
    assert [one.number for one in incident.events.order_by("number")] == [*range(1, len(told) + 1)]


def test_an_event_keeps_how_things_stood() -> None:
    incident = declare("Cards fail", services=[make_service("Checkout")])

    reclassify_incident(incident=incident, level=0, reason="Everyone.", by=None, at=LATER)

    before, after = incident.events.get(number=1), newest(incident)
    assert (before.level, after.level) == (1, 0)
    assert before.data["services"] == ["Checkout"]
    assert after.data["facts"] == {"from": "SEV1", "to": "SEV0", "reason": "Everyone."}
    assert after.happened_at == LATER


def test_who_was_called_and_what_they_said() -> None:
    incident, tom, mei = declare(), make_user("Tom"), make_user("Mei")
    calls = [
        page_person(incident=incident, person=one, reason="Help.", by=None, at=NOON)
        for one in (tom, mei)
    ]
    decline_page(page=calls[0], by=tom, at=NOON, via="portal")
    acknowledge_page(page=calls[1], by=mei, at=NOON, via="link")

    assert types(incident)[2:] == ["page.sent", "page.sent", "page.answered", "page.answered",
                    "incident.acknowledged"]  # fmt: skip
    assert newest(incident).data["facts"]["person"]["name"] == str(mei)


def test_roles_updates_and_the_end_in_another_incident() -> None:
    incident, other = declare(), declare("The same")
    assign_role(
        incident=incident,
        role="commander",
        person=make_user("Priya", "Responder"),
        by=None,
        at=NOON,
    )
    make_update(incident, "engineering", status="Looking.", at=NOON)
    merge_incidents(incident=incident, into=other, by=None, at=NOON)

    assert {"incident.role_assigned", "incident.update_sent", "incident.merged"} <= {
        *types(incident)
    }
    merged = incident.events.get(type="incident.merged")
    assert merged.data["facts"]["into"] == other.reference


def test_a_fact_undone_leaves_no_event() -> None:
    incident = declare()
    before = incident.events.count()

    point = transaction.savepoint()
    add_entry(incident=incident, kind="decision", body="Roll back.", by=None, at=NOON)
    transaction.savepoint_rollback(point)

    assert incident.events.count() == before


def test_the_same_line_is_told_once() -> None:
    incident = declare()
    line = add_entry(incident=incident, kind="decision", body="Roll back.", by=None, at=NOON)

    again = note_event(entry=line, kind="incident.decision_made", at=NOON)

    assert again == newest(incident)


def test_two_cannot_stand_at_one_place() -> None:
    event = declare().events.get(number=1)
    line = event.incident.entries.newest_first()[0]
    add_entry(incident=event.incident, kind="decision", body="x", by=None, at=NOON)

    with pytest.raises(IntegrityError, match="event_has_its_place"), transaction.atomic():
        Event.objects.create(
            incident=event.incident, entry=line, number=1, type="page.sent", level=1,
            private=False, happened_at=NOON,
        )  # fmt: skip
