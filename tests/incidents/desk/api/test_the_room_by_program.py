"""What stands around an incident is read and changed by program under the rules of the room."""

import base64
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from incidents.record.models import Incident
from tests.make_api import Program, make_program
from tests.make_command import declare, resolve
from tests.make_people import make_user
from tests.make_requests import ask, make_team


@pytest.fixture
def program() -> Program:
    return make_program("Priya Shah", "Manager")


@pytest.fixture
def incident() -> Incident:
    return declare("Queue backlog: consumers are stuck")


def client_of(program: Program) -> Client:
    return Client(headers={"authorization": f"Bearer {program.raw}"})


def address(incident: Incident, rest: str) -> str:
    return f"/api/v1/incidents/{incident.reference}/{rest}"


def post(program: Program, at: str, **body: Any) -> Any:
    return client_of(program).post(at, body, content_type="application/json")


def get(program: Program, at: str) -> Any:
    return client_of(program).get(at).json()


def send(program: Program, incident: Incident, *files: SimpleUploadedFile, **more: Any) -> Any:
    return client_of(program).post(
        address(incident, "attachments"), {"files": list(files), **more}, headers=more.pop("h", {})
    )


def test_pins_stand_in_the_war_room(program: Program, incident: Incident) -> None:
    made = post(program, address(incident, "pins"), url="https://dash.example.com/a", label="Graph")
    pin = made.json()[0]["pin"]

    assert made.status_code == 201
    assert get(program, address(incident, "war-room"))["pins"] == made.json()
    assert post(program, address(incident, f"pins/{pin}/removal")).json() == []
    assert post(program, address(incident, f"pins/{pin}/removal")).status_code == 404
    assert post(program, address(incident, "pins"), url="javascript:alert(1)").status_code == 422


def test_an_advisor_is_invited_and_thanked(program: Program, incident: Incident) -> None:
    ada = make_user("Ada", "Responder", email="ada@example.com")

    made = post(program, address(incident, "advisors"), person=ada.email, minutes=30)
    again = post(program, address(incident, "advisors"), person=ada.email)
    number = made.json()[0]["advisor"]

    assert made.json()[0]["person"]["email"] == "ada@example.com"
    assert again.status_code == 422
    assert again.json()["errors"][0]["field"] == "person"
    assert post(program, address(incident, f"advisors/{number}/farewell")).json() == []


def test_a_guide_that_fits_becomes_tasks_once(program: Program, incident: Incident) -> None:
    guide = get(program, address(incident, "guides"))[0]

    first = post(program, address(incident, f"guides/{guide['slug']}/use")).json()
    again = post(program, address(incident, f"guides/{guide['slug']}/use")).json()

    assert guide["because"]
    assert len(first["tasks"]) == len(guide["checks"])
    assert again == first


def test_a_briefing_link_opens_until_it_is_revoked(program: Program, incident: Incident) -> None:
    made = post(program, address(incident, "briefings"), name="The board", hours=2).json()
    path = made["url"].partition("/briefing/")[2]
    before = Client().get(f"/briefing/{path}").status_code

    left = post(program, address(incident, f"briefings/{made['briefing']}/revocation")).json()

    assert before == 200
    assert not left[0]["works"]
    assert "url" not in left[0]
    assert Client().get(f"/briefing/{path}").status_code != 200


def test_a_private_one_is_shown_only_where_that_is_meant(program: Program) -> None:
    hidden = declare(private=True)

    refused = post(program, address(hidden, "briefings"), name="The board")

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "shows_private"


def test_files_are_kept_as_the_room_keeps_them(program: Program, incident: Incident) -> None:
    log = SimpleUploadedFile("app.log", b"pool is full\npassword=hunter22hunter22")

    made = send(program, incident, log, body="See the log").json()
    whole = get(program, address(incident, f"entries/{made[0]['seq']}/attachments/1"))

    assert get(program, address(incident, f"entries/{made[0]['seq']}/attachments")) == made
    assert incident.entries.get(seq=made[0]["seq"]).body == "See the log"
    assert b"pool is full" in base64.b64decode(whole["content"])
    assert b"hunter22hunter22" not in base64.b64decode(whole["content"])


def test_other_files_are_refused_in_words(program: Program, incident: Incident) -> None:
    page = SimpleUploadedFile("x.html", b"<html><script>1</script>")
    four = [SimpleUploadedFile(f"{one}.log", b"a") for one in range(4)]

    assert send(program, incident, page).status_code == 422
    assert "At most 3 files" in send(program, incident, *four).json()["detail"]
    assert post(program, address(incident, "attachments"), files=[]).status_code == 415


def test_the_same_key_attaches_once(program: Program, incident: Incident) -> None:
    def attach(content: bytes) -> Any:
        return client_of(program).post(
            address(incident, "attachments"),
            {"files": SimpleUploadedFile("app.log", content)},
            headers={"Idempotency-Key": "k1"},
        )

    first, again, other = attach(b"one"), attach(b"one"), attach(b"two")

    assert again.json() == first.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert other.status_code == 422


def test_who_watches_and_what_was_seen(program: Program, incident: Incident) -> None:
    before = client_of(program).get(address(incident, "watch")).status_code
    resolve(incident)

    named = post(program, address(incident, "watch/watcher")).json()
    answered = post(program, address(incident, "watch/check-in"), good=True, observed="50 paid")

    assert before == 404
    assert named["watcher"]["email"] == program.owner.email
    assert answered.status_code == 201
    assert "50 paid" in [one["observed"] for one in answered.json()["check_ins"]]


def test_one_decides_what_waits(program: Program, incident: Incident) -> None:
    other = declare("Payouts late")
    post(program, "/api/v1/coordination")

    let = post(program, address(other, "waiting"), reason="Payments first", behind="INC-99999")
    waits = post(
        program, address(other, "waiting"), reason="Payments first", behind=incident.reference
    ).json()
    goes_on = post(program, address(other, "waiting/end")).json()

    assert let.status_code == 422
    assert waits["coordinator"]["email"] == program.owner.email
    assert [one["behind"] for one in waits["waiting"]] == [incident.reference]
    assert goes_on["waiting"] == []
    assert post(program, "/api/v1/coordination/end").json()["coordinator"] is None


def test_nobody_else_decides(incident: Incident) -> None:
    tom = make_program("Tom", "Responder")

    assert post(tom, "/api/v1/coordination").status_code == 403
    assert post(tom, address(incident, "advisors"), person="x@example.com").status_code == 403
    assert client_of(tom).get(address(incident, "briefings")).status_code == 403


def test_a_team_is_reminded_once_in_a_while(program: Program, incident: Incident) -> None:
    request = ask(incident, make_team(make_user("Ana", "Responder")))
    reminder = address(incident, f"requests/{request.number}/reminder")

    first, again = post(program, reminder), post(program, reminder)

    assert first.status_code == 200
    assert first.json()["number"] == request.number
    assert incident.entries.filter(body__startswith="Reminded Ana").count() == 1
    assert again.status_code == 409
    assert "was reminded" in again.json()["detail"]
