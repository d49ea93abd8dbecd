"""The payment outage once more, by programs alone: what screens do, the API does, and the
timeline reads the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import Settings

from incidents.comms.models import Promise
from incidents.desk import demo_company, demo_duties
from incidents.learning.actions.add_action import add_action
from incidents.record.models import Incident
from tests.make_api import Answer, Program
from tests.moved import Moved, moved_time
from tests.story import out_of_order, told

FIRST_SIGNAL = datetime(2026, 11, 19, 13, 57, tzinfo=UTC)
EVERYBODY = ["customers", "executives", "support"]
STORY = (
    "Declared SEV1 Card payments time out.",
    "First signs at 13:57 UTC.",
    "Paged Priya Nair.",
    "Priya Nair acknowledged",
    "Mei Chen took the role of communications lead.",
    "18,400 customers affected",
    "Card payments are failing for many customers.",
    "Roll back checkout-api 2026.11.19-3.",
    "Rolled back. Time-outs stay",
    "Pool at 42 of 100 connections",
    "Holding update, sent automatically",
    "Switched to the backup processor",
    "Stay on the backup at 50 %.",
    "We have moved payments to a backup processor.",
    "Holding update, sent automatically",
    "Priya Nair handed incident commander over to Elena Marsh.",
    "Resolved.",
    "Card payments work again.",
    "Closed.",
)


@dataclass
class Northwind:
    """Everybody's program."""

    time: Moved
    programs: dict[str, Program]

    def by(self, name: str) -> Program:
        return self.programs[name]

    def until(self, hour: int, minute: int, *, day: int = 19) -> None:
        there = FIRST_SIGNAL.replace(day=day, hour=hour, minute=minute)
        self.time.forward(seconds=max((there - self.time.now()).total_seconds(), 0))


@pytest.fixture
def northwind(settings: Settings, tmp_path: Path) -> Iterator[Northwind]:
    settings.PUBLIC_DIR, settings.MAIL_FILES = tmp_path / "public", tmp_path / "mail"
    settings.EMAIL_URL, settings.DEMO = "", True
    settings.API_A_MINUTE = 1_000
    with moved_time(FIRST_SIGNAL) as time:
        call_command("demo_page")
        people = demo_company.make_people()
        services = demo_company.make_services()
        demo_duties.make_duties(people, at=time.now())
        demo_company.make_audiences(people)
        assert services
        yield Northwind(time, {name: Program(person) for name, person in people.items()})


def did(answer: Answer) -> Any:
    assert answer.status in {200, 201}, answer.body
    return answer.body


def test_it_reads_as_the_same_story(northwind: Northwind) -> None:
    reference = begin(northwind)
    one = f"/incidents/{reference}"
    look(northwind, one)
    stand_on_one_leg(northwind, one)
    hand_over(northwind, one)
    end(northwind, one)

    assert out_of_order(told(reference), STORY) == []
    assert not Promise.objects.unsettled().exists()


def begin(northwind: Northwind) -> str:
    northwind.until(14, 2)
    tom, priya, mei = (northwind.by(name) for name in ("tom", "priya", "mei"))
    incident = did(
        tom.post(
            "/incidents",
            title="Card payments time out",
            answers={"users": "most", "revenue": "yes", "data": "no", "way_round": "none"},
            services=["checkout", "card-gateway"],
            started_at=FIRST_SIGNAL.isoformat(),
        )
    )
    assert incident["severity"] == "SEV1"
    one = f"/incidents/{incident['reference']}"
    northwind.until(14, 4)
    [page] = did(priya.get("/pages"))
    did(priya.post(f"/pages/{page['id']}/answer", answer="acknowledge"))
    did(mei.post(f"{one}/roles", role="communications_lead"))
    did(tom.post(f"{one}/impact", customers_affected=18_400, share=50, revenue_per_hour=52_000))
    northwind.until(14, 6)
    tell(
        mei,
        one,
        "Card payments are failing for many customers.",
        title="Some card payments are failing",
    )
    reference: str = incident["reference"]
    return reference


def tell(mei: Program, one: str, status: str, **words: Any) -> None:
    said = {"status": status, "impact": "Most card payments fail.", "action": "We look into it."}
    did(mei.post(f"{one}/updates", audiences=EVERYBODY, **{**said, **words}))


def look(northwind: Northwind, one: str) -> None:
    """The newest deployment looks guilty; rolling it back does not help, and that is written."""
    northwind.until(14, 9)
    priya, tom, ana = (northwind.by(name) for name in ("priya", "tom", "ana"))
    write(priya, one, "decision", "Roll back checkout-api 2026.11.19-3.\nBecause: it is new.")
    northwind.until(14, 13)
    write(tom, one, "action", "Rolled back. Time-outs stay: stopped after 4 minutes.")
    northwind.until(14, 18)
    write(ana, one, "evidence", "Pool at 42 of 100 connections, no locks")


def write(program: Program, one: str, kind: str, body: str) -> None:
    did(program.post(f"{one}/entries", kind=kind, body=body))


def stand_on_one_leg(northwind: Northwind, one: str) -> None:
    northwind.until(14, 24)
    write(northwind.by("tom"), one, "action", "Switched to the backup processor, RB-12 step 4.")
    northwind.until(14, 28)
    decision = "Stay on the backup at 50 %.\nInstead of: pausing checkout"
    write(northwind.by("priya"), one, "decision", decision)
    tell(northwind.by("mei"), one, "We have moved payments to a backup processor.")
    northwind.until(15, 0)


def hand_over(northwind: Northwind, one: str) -> None:
    northwind.until(18, 10)
    handover = {
        "state": "The backup holds at 50 %.",
        "risks": "It may fill up.",
        "promise": "Customers by 18:30.",
    }
    elena = northwind.by("elena").owner.email
    did(
        northwind.by("priya").post(
            f"{one}/roles", role="commander", person=elena, handover=handover
        )
    )


def end(northwind: Northwind, one: str) -> None:
    northwind.until(18, 40)
    elena = northwind.by("elena")
    did(
        elena.post(
            f"{one}/resolution",
            verified="Ten test purchases went through.",
            words="Card payments work again.",
        )
    )
    northwind.until(18, 45, day=20)
    add_action(
        incident=Incident.objects.get(number=int(one.rpartition("-")[2])),
        text="Alert when the processor's edge times out",
        owner=northwind.by("tom").owner,
        due_on=datetime(2026, 12, 4, tzinfo=UTC).date(),
        measure="fires in staging and pages payments",
        by=elena.owner,
        at=northwind.time.now(),
    )
    did(elena.post(f"{one}/closure"))
