"""What drives a Statuspage page drives this one: same fields, same answers."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.people.actions.issue_token import issue_token
from portal.people.groups import COMMUNICATIONS_LEAD
from portal.people.models import AuditEntry
from statuspage.models import Component, Notice, NoticeUpdate, Page
from tests.make_people import make_user
from tests.make_record import NOON
from tests.make_statuspage import make_component, make_notice, make_subscriber, say


class Program:
    """Holds a key, and says what Statuspage's clients say."""

    def __init__(self) -> None:
        self.owner = make_user("Mei Chen", COMMUNICATIONS_LEAD)
        self.token, self.raw = issue_token(
            name="Deploy bot", owner=self.owner, scopes=["manage_statuspage"], by=None, at=NOON
        )
        self.page = Page.objects.the_page().public_id
        self.client = Client()

    def ask(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        """The answer below the page, which must have this status."""
        answer = self.client.generic(
            method,
            f"/v1/pages/{self.page}{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers={"authorization": f"OAuth {self.raw}"},
        )
        assert answer.status_code == status, answer.content
        return json.loads(answer.content) if answer.content else None


@pytest.fixture
def program() -> Program:
    return Program()


def test_it_reads_the_page(program: Program) -> None:
    page = program.ask("GET", "")
    (listed,) = json.loads(
        program.client.get("/v1/pages", headers={"authorization": f"Bearer {program.raw}"}).content
    )

    assert page == listed
    assert page["id"] == program.page
    assert page["name"] == "Status"


def test_a_component_lives_and_goes(program: Program) -> None:
    made = program.ask("POST", "/components", {"component": {"name": "API"}}, status=201)
    changed = program.ask(
        "PATCH",
        f"/components/{made['id']}",
        {"component": {"status": "major_outage", "description": "For you"}},
    )
    program.ask("DELETE", f"/components/{made['id']}", status=204)
    program.ask("GET", f"/components/{made['id']}", status=404)

    assert made["status"] == "operational"
    assert made["group_id"] is None
    assert (changed["status"], changed["description"]) == ("major_outage", "For you")
    component = Component.objects.get(public_id=made["id"])
    (change,) = component.changes.all()
    assert (change.new_status, change.by_name, change.source) == (
        "major_outage",
        "Mei Chen",
        "api",
    )
    verbs = AuditEntry.objects.filter(subject__startswith="statuspage.component:")
    assert list(verbs.order_by("pk").values_list("verb", "by_name")) == [
        ("added", "Mei Chen"),
        ("changed", "Mei Chen"),
        ("removed", "Mei Chen"),
    ]


def test_an_incident_is_told_and_resolved(program: Program) -> None:
    component = make_component("Checkout")
    made = program.ask(
        "POST",
        "/incidents",
        {
            "incident": {
                "name": "Card payments fail",
                "status": "investigating",
                "body": "We look into it.",
                "component_ids": [component.public_id],
                "components": {component.public_id: "partial_outage"},
            }
        },
        status=201,
    )
    changed = program.ask(
        "PATCH",
        f"/incidents/{made['id']}",
        {"incident": {"status": "resolved", "deliver_notifications": False}},
    )

    assert made["impact"] == "major"
    assert made["components"][0]["status"] == "partial_outage"
    assert made["incident_updates"][0]["body"] == "We look into it."
    assert changed["status"] == "resolved"
    assert changed["incident_updates"][0]["body"] == "This incident has been resolved."
    assert changed["incident_updates"][0]["deliver_notifications"] is False
    component.refresh_from_db()
    assert component.status == "operational"
    assert {one.by_name for one in Notice.objects.get().updates.all()} == {"Mei Chen"}


def plan(program: Program, **facts: Any) -> Any:
    """Maintenance from tomorrow on, for an hour."""
    begins = timezone.now() + timedelta(days=1)
    window = {
        "scheduled_for": begins.isoformat(),
        "scheduled_until": (begins + timedelta(hours=1)).isoformat(),
    }
    body = {"incident": {"name": "Upgrade", "status": "scheduled", **window, **facts}}
    return program.ask("POST", "/incidents", body, status=201)


def test_maintenance_is_planned_moved_run_and_done(program: Program) -> None:
    component = make_component("Checkout")
    made = plan(program, component_ids=[component.public_id], scheduled_auto_in_progress=True)
    path = f"/incidents/{made['id']}"
    later = timezone.now() + timedelta(days=2)
    moved = program.ask(
        "PATCH",
        path,
        {
            "incident": {
                "scheduled_for": later.isoformat(),
                "scheduled_until": (later + timedelta(hours=1)).isoformat(),
                "scheduled_auto_completed": True,
                "scheduled_remind_prior": False,
            }
        },
    )
    started = program.ask("PATCH", path, {"incident": {"status": "in_progress"}})
    component.refresh_from_db()
    during = component.status
    verified = program.ask("PUT", path, {"incident": {"status": "verifying"}})
    done = program.ask("PATCH", path, {"incident": {"status": "completed", "body": "All done."}})

    assert (made["impact"], made["scheduled_remind_prior"]) == ("maintenance", True)
    assert datetime.fromisoformat(moved["scheduled_for"]) == later.replace(
        microsecond=later.microsecond // 1000 * 1000
    )
    assert (moved["scheduled_auto_completed"], moved["scheduled_remind_prior"]) == (True, False)
    assert Notice.objects.get().sequence == 1
    assert (started["status"], during) == ("in_progress", "under_maintenance")
    assert verified["status"] == "verifying"
    assert (done["status"], done["incident_updates"][0]["body"]) == ("completed", "All done.")
    component.refresh_from_db()
    assert component.status == "operational"


def test_planned_maintenance_that_is_completed_is_called_off(program: Program) -> None:
    made = plan(program)

    program.ask("PATCH", f"/incidents/{made['id']}", {"incident": {"status": "completed"}})

    assert Notice.objects.get().cancelled_at is not None


def test_what_is_backfilled_tells_nobody(program: Program) -> None:
    made = program.ask(
        "POST",
        "/incidents",
        {"incident": {"name": "Last year", "backfill_date": "2025-11-03", "body": "It was fixed."}},
        status=201,
    )

    assert (made["status"], made["backfilled"]) == ("resolved", True)
    assert made["started_at"] == "2025-11-03T00:00:00.000Z"
    (update,) = made["incident_updates"]
    assert (update["body"], update["deliver_notifications"]) == ("It was fixed.", False)


def test_title_impact_and_words_are_corrected(program: Program) -> None:
    made = program.ask("POST", "/incidents", {"incident": {"name": "Crad payments"}}, status=201)
    path = f"/incidents/{made['id']}"
    (update,) = made["incident_updates"]
    named = program.ask(
        "PATCH", path, {"incident": {"name": "Card payments", "impact_override": "critical"}}
    )
    said = program.ask(
        "PATCH",
        f"{path}/incident_updates/{update['id']}",
        {"incident_update": {"body": "Half of the payments fail."}},
    )

    assert (named["name"], named["impact"]) == ("Card payments", "critical")
    assert len(named["incident_updates"]) == 1
    assert said["body"] == "Half of the payments fail."
    assert said["updated_at"] > said["created_at"]
    edit = NoticeUpdate.objects.get().edits.get()
    assert edit.before["status_text"] == "We are currently investigating this issue."
    assert edit.by_name == "Mei Chen"


def test_a_deleted_incident_is_retracted(program: Program) -> None:
    made = program.ask("POST", "/incidents", {"incident": {"name": "Wrong"}}, status=201)

    deleted = program.ask("DELETE", f"/incidents/{made['id']}")

    assert deleted["name"] == "Wrong"
    assert Notice.objects.get().retraction_reason == "By the manage API."
    program.ask("GET", f"/incidents/{made['id']}", status=404)


def test_lists_are_cut_where_programs_ask(program: Program) -> None:
    for number in range(3):
        make_notice(f"Number {number}", at=NOON + timedelta(minutes=number))

    def names(query: str) -> list[str]:
        return [one["name"] for one in program.ask("GET", f"/incidents{query}")]

    assert names("") == ["Number 2", "Number 1", "Number 0"]
    assert names("?limit=2") == ["Number 2", "Number 1"]
    assert names("?limit=2&page=2") == ["Number 0"]
    assert names("?page=100") == []
    assert names("?q=ber%201") == ["Number 1"]


def test_a_report_is_drafted_then_published(program: Program) -> None:
    notice = make_notice()
    path = f"/incidents/{notice.public_id}/postmortem"
    drafted = program.ask("PUT", path, {"postmortem": {"body_draft": "We learnt."}})
    program.ask("PUT", f"{path}/publish", {"postmortem": {}}, status=422)
    say(notice, "Done.", status="resolved")
    published = program.ask("PUT", f"{path}/publish", {"postmortem": {"notify_subscribers": True}})

    assert (drafted["body"], drafted["body_draft"]) == (None, "We learnt.")
    assert published["body"] == "We learnt."
    assert published["published_at"] is not None
    assert published["notify_subscribers"] is True
    shown = program.ask("GET", f"/incidents/{notice.public_id}")
    assert (shown["status"], shown["postmortem_body"]) == ("postmortem", "We learnt.")


def test_templates_are_kept(program: Program) -> None:
    component = make_component()
    made = program.ask(
        "POST",
        "/incident_templates",
        {
            "template": {
                "name": "Slow",
                "title": "Payments are slow",
                "body": "We look.",
                "update_status": "identified",
                "component_ids": [component.public_id],
            }
        },
        status=201,
    )

    assert program.ask("GET", "/incident_templates") == [made]
    assert made["update_status"] == "identified"
    assert made["components"][0]["id"] == component.public_id


def test_subscribers_are_asked_listed_and_let_go(program: Program) -> None:
    known = make_subscriber("ana@example.com")
    make_subscriber("gone@example.com", state="gone", gone_at=NOON)
    asked = program.ask(
        "POST", "/subscribers", {"subscriber": {"email": "Ben@Example.com"}}, status=201
    )
    program.ask("POST", "/subscribers", {"subscriber": {"email": "ana@example.com"}}, status=422)
    program.ask("POST", "/subscribers", {"subscriber": {"email": "nobody"}}, status=422)

    assert (asked["email"], asked["state"]) == ("ben@example.com", "unconfirmed")
    assert [one["email"] for one in program.ask("GET", "/subscribers")] == ["ana@example.com"]
    assert program.ask("GET", "/subscribers/count?state=all")["email"] == 2
    histogram = program.ask("GET", "/subscribers/histogram_by_state")
    assert histogram["email"] == {"active": 1, "unconfirmed": 1, "quarantined": 0, "total": 2}
    program.ask("DELETE", f"/subscribers/{known.pk}")
    program.ask("GET", f"/subscribers/{known.pk}", status=404)
    known.refresh_from_db()
    assert known.state == "gone"


def test_who_agreed_elsewhere_is_told_from_now_on(program: Program) -> None:
    agreed = {"email": "ben@example.com", "skip_confirmation_notification": True}
    hook = {"endpoint": "https://hooks.example.com/x", "email": "ops@example.com"}

    told = program.ask("POST", "/subscribers", {"subscriber": agreed}, status=201)
    asked = program.ask("POST", "/subscribers", {"subscriber": hook}, status=201)
    program.ask("POST", "/subscribers", {"subscriber": hook}, status=422)
    program.ask(
        "POST", "/subscribers", {"subscriber": {"endpoint": "http://10.0.0.1/"}}, status=422
    )

    assert told["state"] == "active"
    assert AuditEntry.objects.filter(verb="added with consent", by_name="Mei Chen").exists()
    assert (asked["mode"], asked["state"]) == ("webhook", "unconfirmed")
    assert asked["endpoint"] == "https://hooks.example.com/x"


def test_a_form_says_what_json_says(program: Program) -> None:
    component = make_component("Checkout")
    form = (
        "incident[name]=Card+payments+fail&incident[status]=identified"
        f"&incident[components][{component.public_id}]=major_outage"
        f"&incident[component_ids][]={component.public_id}&incident[deliver_notifications]=false"
    )

    answer = program.client.post(
        f"/v1/pages/{program.page}/incidents.json",
        form,
        content_type="application/x-www-form-urlencoded",
        headers={"authorization": f"OAuth {program.raw}"},
    )

    made = json.loads(answer.content)
    assert answer.status_code == 201
    assert (made["status"], made["impact"]) == ("identified", "critical")
    assert made["incident_updates"][0]["deliver_notifications"] is False


@pytest.mark.parametrize(
    "body",
    [
        {"incident": {"name": ""}},
        {"incident": {"name": "\x00"}},
        {"incident": {"name": "A" * 201}},
        {"incident": {"name": "\ud800"}},
        {"incident": {"name": "A", "body": "B\x00"}},
        {"incident": {"name": "A", "status": "nonsense"}},
        {"incident": {"name": "A", "status": "scheduled"}},
        {"incident": {"name": "A", "component_ids": ["unknown00000"]}},
        {"incident": {"name": "A", "components": {"\x00": "operational"}}},
        {"incident": {"name": "A", "scheduled_for": "0001-01-01T00:00:00Z"}},
        {"incident": {"name": "A", "scheduled_for": "9999-12-31T23:59:59Z"}},
        {"incident": {"name": "A", "backfill_date": "2099-01-01"}},
        {"incident": []},
        {},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_of_it_kept(program: Program, body: Any) -> None:
    refused = program.ask("POST", "/incidents", body, status=422)

    assert isinstance(refused["error"], list)
    assert refused["error"][0]
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("body", "kind"),
    [("{", "application/json"), ("[1]", "application/json"), ("[" * 100_000, "application/json"),
     ("incident[name", "application/x-www-form-urlencoded"),
     ("a=1&a[b]=2", "application/x-www-form-urlencoded")],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(program: Program, body: str, kind: str) -> None:
    answer = program.client.post(
        f"/v1/pages/{program.page}/incidents",
        body,
        content_type=kind,
        headers={"authorization": f"OAuth {program.raw}"},
    )

    assert answer.status_code == 400
    assert json.loads(answer.content)["error"]


def test_too_much_is_refused(program: Program) -> None:
    body = {"incident": {"name": "A", "body": "B" * 600_000}}

    refused = program.ask("POST", "/incidents", body, status=413)

    assert refused["error"]


@pytest.mark.parametrize("words", [{"name": "{{service}} is down"}, {"body": "Since {{ time }}"}])
def test_what_a_template_left_open_is_not_published(
    program: Program, words: dict[str, str]
) -> None:
    notice = make_notice()

    new = {"incident": {"name": "API is down", **words}}
    refused = program.ask("POST", "/incidents", new, status=422)
    path = f"/incidents/{notice.public_id}"
    program.ask("PATCH", path, {"incident": words}, status=422)

    assert "Fill in {{" in str(refused)
    assert list(Notice.objects.values_list("pk", flat=True)) == [notice.pk]
    assert notice.updates.count() == NoticeUpdate.objects.count()
    assert not NoticeUpdate.objects.filter(status_text__contains="{{").exists()
