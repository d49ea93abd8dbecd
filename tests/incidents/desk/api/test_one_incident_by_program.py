"""One incident by program, from declaring to closing."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.utils import timezone
from pytest_django import Settings

from incidents.learning.actions.add_action import add_action
from incidents.record.models import Incident
from portal.people.models import User
from statuspage.front import Front
from statuspage.snapshot.publishing import publish_site
from tests.loopback import fetch, serving
from tests.make_api import Answer, Program, make_program
from tests.make_oncall import make_ladder, make_rotation
from tests.make_people import make_user
from tests.make_record import make_service
from tests.make_statuspage import make_component


@pytest.fixture(autouse=True)
def _published_here(settings: Settings, tmp_path: Path) -> None:
    settings.PUBLIC_DIR = tmp_path / "public"


def did(answer: Answer, status: int = 201) -> Any:
    assert answer.status == status, answer.body
    return answer.body


def test_from_declaring_to_closing(settings: Settings) -> None:
    priya = make_program("Priya Shah")
    tom = Program(make_user("Tom Okafor", "Responder"))
    make_ladder(make_rotation(tom.owner))
    component = make_component("Card payments")
    make_service("Checkout", components=[component.public_id], critical_path=True)
    checkout = did(priya.get("/services"), 200)[0]["slug"]

    incident = did(
        priya.post(
            "/incidents",
            title="Half of card payments fail",
            answers={"users": "many", "revenue": "yes", "data": "no", "way_round": "none"},
            services=[checkout],
        )
    )
    one = f"/incidents/{incident['reference']}"
    assert (incident["severity"], incident["source"]) == ("SEV1", "api")

    [waiting] = did(tom.get("/pages"), 200)
    answered = did(tom.post(f"/pages/{waiting['id']}/answer", answer="acknowledge"), 200)
    assert answered["state"] == "acknowledged"

    work(priya, tom, one)
    tell(priya, one, component.public_id)
    publish_site()
    with serving(Front(WSGIHandler())) as address:
        page = json.loads(fetch(f"{address}/api/v2/summary.json").body)
    assert page["incidents"][0]["name"] == "Some card payments are failing"
    assert "pay-db-1" not in json.dumps(page)
    end(priya, one)

    entries = did(tom.get(f"{one}/entries"), 200)
    newest = Incident.objects.get().last_seq
    assert entries["newest"] == newest == len(entries["entries"])
    beyond = did(tom.get(f"{one}/entries", after=newest - 1), 200)["entries"]
    assert [line["seq"] for line in beyond] == [newest]


def work(priya: Program, tom: Program, one: str) -> None:
    did(priya.post(f"{one}/roles", role="commander"))
    did(priya.post(f"{one}/roles", role="technical_lead", person=tom.owner.email))
    did(tom.post(f"{one}/entries", kind="evidence", body="Pool at 100 of 100."))
    did(tom.post(f"{one}/impact", share=50, revenue_per_hour=52_000, measured=True))
    step = did(tom.get(f"{one}/guide"), 200)[0]["step"]
    assert did(tom.post(f"{one}/guide/{step}/completion"), 200)[0]["done_by"] == "Tom Okafor"


def tell(priya: Program, one: str, component: str) -> None:
    update = did(
        priya.post(
            f"{one}/updates",
            audiences=["customers", "engineering"],
            status="About half of card payments fail.",
            impact="Half of card payments fail. Wallets work.",
            action="We are moving payments to a second processor.",
            own={"engineering": {"status": "Pool exhausted on pay-db-1."}},
            title="Some card payments are failing",
            components={component: "partial_outage"},
        )
    )
    said = {one["audience"]: one["status"] for one in update["words"]}
    assert said["engineering"] == "Pool exhausted on pay-db-1."


def end(priya: Program, one: str) -> None:
    refused = priya.post(f"{one}/resolution", verified="", words="Works.")
    assert refused.status == 422
    resolution = {"verified": "500 payments in a row passed.", "words": "Payments work again."}
    assert did(priya.post(f"{one}/resolution", resolution))["state"] == "monitoring"
    assert did(priya.post(f"{one}/reopening", reason="It fails again."))["state"] == "active"
    did(priya.post(f"{one}/resolution", resolution))
    lacks = priya.post(f"{one}/closure", reason="Watched by hand.")
    assert (lacks.status, lacks.body["detail"][:30]) == (422, "Add at least one follow-up wit")
    learn(priya.owner)
    assert did(priya.post(f"{one}/closure", reason="Watched by hand."))["state"] == "closed"


def learn(owner: User) -> None:
    """What the postmortem's screens do."""
    add_action(
        incident=Incident.objects.get(),
        text="Alert on a full pool",
        owner=owner,
        due_on=date(2026, 12, 1),
        measure="fires in staging",
        by=owner,
        at=timezone.now(),
    )


def test_the_api_refuses_what_screens_refuse_in_the_same_words() -> None:
    priya = make_program()
    reference = did(priya.post("/incidents", title="Refunds fail", severity="P2"))["reference"]
    one = f"/incidents/{reference}"

    same = priya.post(f"{one}/classification", severity="Medium", reason="Seen again.")
    unlawful = priya.post(f"{one}/closure", reason="Enough.")
    empty = priya.post(f"{one}/entries", body="  ")
    odd = priya.post(f"{one}/impact", share=101)

    assert (same.status, same.body["detail"]) == (422, f"{reference} is SEV2 already.")
    assert (unlawful.status, unlawful.body["type"]) == (409, "urn:allclear:problem:conflict")
    assert (empty.status, empty.body["errors"][0]["field"]) == (422, "body")
    assert (odd.status, odd.body["errors"][0]["field"]) == (422, "share")
    assert same.headers["content-type"] == "application/problem+json"


def test_a_severity_against_its_answers_needs_a_reason() -> None:
    priya = make_program()
    few = {"users": "few", "revenue": "no", "data": "no", "way_round": "easy"}

    refused = priya.post("/incidents", title="Odd", severity="SEV1", answers=few)
    taken = priya.post("/incidents", title="Odd", severity="SEV1", answers=few, reason="A bank.")

    assert (refused.status, refused.body["errors"][0]["field"]) == (422, "reason")
    assert (taken.status, taken.body["severity"]) == (201, "SEV1")


@pytest.mark.parametrize(
    ("said", "severity"),
    [("critical", "SEV0"), ("P1", "SEV1"), ("sev-2", "SEV2"), ("Minor", "SEV3"), (0, "SEV0")],
)
def test_a_severity_is_understood_by_any_of_its_names(said: object, severity: str) -> None:
    answer = make_program().post("/incidents", title="Odd", severity=said)

    assert answer.body["severity"] == severity


def test_two_who_change_it_at_once_are_told_of_each_other() -> None:
    priya, ana = make_program(), make_program("Ana Ruiz")
    incident = did(priya.post("/incidents", title="Refunds fail", severity="P2"))
    one = f"/incidents/{incident['reference']}"
    read = priya.get(one)
    tag = read.headers["etag"]
    did(ana.post(f"{one}/classification", severity="P1", reason="It is worse."), 200)

    late = priya.post(f"{one}/classification", severity="P0", reason="Data.", version=tag)
    again = priya.post(
        f"{one}/classification",
        severity="P0",
        reason="Data.",
        version=priya.get(one).headers["etag"],
    )

    assert late.status == 409
    assert late.body["type"] == "urn:allclear:problem:stale"
    assert "It is worse." in late.body["changes"][0]
    assert again.status == 200


def test_lists_go_on_where_they_ended() -> None:
    priya = make_program()
    for number in range(5):
        did(priya.post("/incidents", title=f"Trouble {number}", severity="P3"))

    seen, cursor = [], ""
    while True:
        page = did(priya.get("/incidents", limit=2, cursor=cursor), 200)
        seen += [one["title"] for one in page["incidents"]]
        cursor = page["next_cursor"]
        if not cursor:
            break

    assert seen == [f"Trouble {number}" for number in (4, 3, 2, 1, 0)]
    assert priya.get("/incidents", cursor="elsewhere").status == 422


def test_incidents_are_found_by_what_is_asked_for() -> None:
    priya = make_program()
    did(priya.post("/incidents", title="Refunds fail", severity="P1"))
    closed = did(priya.post("/incidents", title="Payouts late", severity="P3"))
    did(priya.post(f"/incidents/{closed['reference']}/dismissal", reason="It was a test."))

    def titles(**query: Any) -> list[str]:
        return [one["title"] for one in did(priya.get("/incidents", **query), 200)["incidents"]]

    assert titles(severity="high") == ["Refunds fail"]
    assert titles(q="payout") == ["Payouts late"]
    assert titles(open="true") == ["Refunds fail"]
    assert titles(open="false") == titles(state="dismissed") == ["Payouts late"]
    assert priya.get("/incidents", state="odd").status == 422


def test_a_list_costs_as_much_however_long_it_is(
    django_assert_max_num_queries: Any,
) -> None:
    priya = make_program()
    for number in range(12):
        reference = did(priya.post("/incidents", title=f"T {number}", severity="P3"))["reference"]
        did(priya.post(f"/incidents/{reference}/roles", role="commander"))

    with django_assert_max_num_queries(14):
        did(priya.get("/incidents"), 200)


def test_what_is_found_out_together() -> None:
    priya = make_program()
    tom = Program(make_user("Tom Okafor", "Responder"))
    checkout = make_service("Checkout")
    said = {"title": "Refunds fail", "severity": "P2", "services": [checkout.slug]}
    one = f"/incidents/{did(priya.post('/incidents', said))['reference']}"

    task = did(priya.post(f"{one}/tasks", text="Read the pool", assignee=tom.owner.email))
    did(tom.post(f"{one}/tasks/{task['task']}/reports", found="Full.", outcome="done"))
    guess = did(tom.post(f"{one}/hypotheses", text="No timeout on the pool"))["hypothesis"]
    did(tom.post(f"{one}/hypotheses/{guess}/evidence", side="for", text="100 of 100."))
    judged = did(
        tom.post(f"{one}/hypotheses/{guess}/verdict", state="confirmed", reason="Set; gone."), 200
    )
    did(tom.post(f"{one}/signals", source="users", says="degraded", words="Half fail."))
    change = did(
        tom.post("/changes", title="checkout 4.2", external_id="d1", service=checkout.slug)
    )
    again = did(tom.post("/changes", title="checkout 4.2", external_id="d1", service=checkout.slug))
    did(tom.post(f"{one}/changes/verdicts", change=change["id"], verdict="suspect"), 200)
    ranked = did(tom.get(f"{one}/changes"), 200)

    assert did(priya.get(f"{one}/tasks"), 200)[0]["state"] == "done"
    assert (judged["state"], judged["speaks_for"]) == ("confirmed", 1)
    assert did(priya.get(f"{one}/signals"), 200)[0]["says"] == "degraded"
    assert again["id"] == change["id"]
    assert [(row["id"], row["verdict"]) for row in ranked] == [(change["id"], "suspect")]
    assert tom.post(f"{one}/tasks/{task['task']}/reports", found="More.").status == 409
    assert tom.post("/changes", title="x", url="javascript:alert(1)").status == 422


def test_it_is_not_over_before_it_was_checked() -> None:
    priya = make_program()
    reference = did(priya.post("/incidents", title="Refunds fail", severity="P2"))["reference"]
    one = f"/incidents/{reference}"
    did(priya.post(f"{one}/roles", role="commander"))

    assert did(priya.post(f"{one}/fix"))["state"] == "verifying"
    did(priya.post(f"{one}/checks", kind="user", name="A refund", target="passes"))
    early = priya.post(f"{one}/resolution", words="Fine.")
    for check in did(priya.get(f"{one}/checks"), 200):
        seen = f"{one}/checks/{check['check']}/observations"
        assert did(priya.post(seen, observed="As wanted.", passed=True))["state"] == "passed"

    assert early.status == 422
    assert did(priya.post(f"{one}/resolution"))["state"] == "monitoring"


def test_incidents_that_belong_together() -> None:
    priya = make_program()
    one = did(priya.post("/incidents", title="Refunds fail", severity="P3"))["reference"]
    two = did(priya.post("/incidents", title="Payouts late", severity="P3"))["reference"]
    checkout = make_service("Checkout")

    [link] = did(priya.post(f"/incidents/{one}/links", other=two, kind="child"))
    back = priya.post(f"/incidents/{two}/links", other=one, kind="child")
    touched = did(priya.post(f"/incidents/{one}/services", services=[checkout.slug]), 200)
    gone = did(priya.post(f"/incidents/{two}/links/{link['link']}/removal"), 200)

    assert (link["incident"], back.status, gone) == (two, 422, [])
    assert touched["services"] == [checkout.slug]
