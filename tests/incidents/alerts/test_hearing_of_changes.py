"""A deployment is one change, however often and in whatever order it is told of."""

import itertools
from typing import Any
from urllib.parse import urlencode

import pytest

from incidents.alerts.models import InboxItem
from incidents.record.models import Change, ChangeState
from tests.make_record import make_service
from tests.make_sources import bearer, make_source, post, secret_of, signed, work_in

pytestmark = pytest.mark.django_db

DEPLOYMENT = {
    "id": 145988746,
    "sha": "f95f852bd8fca8fcc58a9a2d6c842781e32a215e",
    "ref": "main",
    "task": "deploy",
    "environment": "production",
    "description": None,
    "creator": {"login": "octocat"},
    "created_at": "2026-11-19T11:00:00Z",
}
REPOSITORY = {"full_name": "northwind/checkout", "default_branch": "main"}

_deliveries = itertools.count(1)


def github(event: str, body: dict[str, Any], *, delivery: str = "") -> int:
    whole = {"repository": REPOSITORY, "sender": {"login": "octocat"}, **body}
    named = {"X-GitHub-Event": event, "X-GitHub-Delivery": delivery or str(next(_deliveries))}
    return post("/in/github/", whole, **signed("github", whole, **named))[0]


def status(state: str, minute: int) -> dict[str, Any]:
    told = {"id": minute, "state": state, "created_at": f"2026-11-19T11:{minute:02}:00Z"}
    return {"action": "created", "deployment": DEPLOYMENT, "deployment_status": told}


def test_each_status_updates_the_one_change() -> None:
    service = make_service("Checkout")
    make_source("github")

    assert github("deployment", {"deployment": DEPLOYMENT}) == 202
    assert github("deployment_status", status("in_progress", 1)) == 202
    work_in()
    assert Change.objects.get().state == ChangeState.STARTED
    assert github("deployment_status", status("success", 4)) == 202
    assert github("deployment_status", status("inactive", 30)) == 202
    work_in()

    change = Change.objects.get()
    assert change.state == ChangeState.FINISHED
    assert change.ended_at is not None
    assert (change.happened_at.minute, change.ended_at.minute) == (0, 4)
    assert (change.service, change.by_name, change.version) == (service, "octocat", "main")


def test_the_latest_word_counts_in_whatever_order() -> None:
    make_source("github")
    told = [status("in_progress", 1), status("failure", 4), status("success", 9)]

    finals = set()
    for number, order in enumerate(itertools.permutations(told)):
        Change.objects.all().delete()
        for place, body in enumerate(order):
            assert github("deployment_status", body, delivery=f"{number}-{place}") == 202
            work_in()
        change = Change.objects.get()
        finals.add((change.state, change.happened_at, change.ended_at, change.title))

    assert len(finals) == 1
    assert finals.pop()[0] == ChangeState.FINISHED


def test_delivered_again_it_is_the_same() -> None:
    make_source("github")

    for _ in range(3):
        assert github("deployment_status", status("success", 4), delivery="same") == 202

    assert InboxItem.objects.count() == 1


def test_github_may_send_a_form() -> None:
    make_source("github")
    body = '{"deployment": {"id": 5, "ref": "main"}, "repository": {"full_name": "a/b"}}'
    raw = urlencode({"payload": body}).encode()

    answer = post("/in/github/", raw, **signed("github", raw, X_GitHub_Event="deployment"))
    work_in()

    assert answer[0] == 202
    assert Change.objects.get().external_id == "a/b#5"


@pytest.mark.parametrize("event", ["ping", "push", "issues"])
def test_other_events_are_heard_and_nothing_comes_of_them(event: str) -> None:
    make_source("github")

    assert github(event, {"zen": "Keep it logically awesome."}) == 202
    work_in()

    assert not Change.objects.exists()


@pytest.mark.parametrize(
    ("name", "branch", "changes"),
    [("Deploy to production", "main", 1), ("Tests", "main", 0), ("Deploy preview", "topic", 0)],
)
def test_of_workflows_only_those_that_deploy_count(name: str, branch: str, changes: int) -> None:
    make_source("github")
    run = {"id": 9, "name": name, "head_branch": branch, "conclusion": "success",
           "updated_at": "2026-11-19T11:05:00Z"}  # fmt: skip

    assert github("workflow_run", {"action": "completed", "workflow_run": run}) == 202
    work_in()

    assert Change.objects.count() == changes


def gitlab(state: str, second: int) -> dict[str, Any]:
    return {
        "object_kind": "deployment",
        "status": state,
        "status_changed_at": f"2026-11-19 12:50:{second:02} +0200",
        "deployment_id": 15,
        "deployable_id": 796,
        "deployable_url": None,
        "environment": "production",
        "project": {"id": 30, "name": "checkout", "path_with_namespace": "northwind/checkout"},
        "short_sha": "279484c0",
        "user": {"id": 1, "name": "Administrator", "username": "root"},
        "commit_url": "https://gitlab.example/c",
        "commit_title": "Add new file",
        "ref": "1.0.0",
    }


def test_gitlab_tells_by_its_token() -> None:
    make_source("gitlab")
    token = {"X-Gitlab-Token": secret_of("gitlab"), "X-Gitlab-Event": "Deployment Hook"}

    for state, second in (("success", 30), ("running", 10)):
        assert post("/in/gitlab/", gitlab(state, second), **token)[0] == 202
    work_in()

    change = Change.objects.get()
    assert (change.state, change.happened_at.hour) == (ChangeState.FINISHED, 10)
    assert change.title == "checkout: Add new file"
    assert post("/in/gitlab/", gitlab("running", 1), X_Gitlab_Token="wrong")[0] == 401


def test_argo_cd_tells_in_the_template_we_give() -> None:
    make_source("changes")
    body = {"id": "checkout:4f1c", "app": "checkout", "title": "checkout synced",
            "revision": "4f1c", "phase": "Running", "time": "2026-11-19T11:00:00Z"}  # fmt: skip

    done = {**body, "phase": "Succeeded", "time": "2026-11-19T11:02:00Z"}
    for one in (body, done, done):
        assert post("/in/changes/", one, **bearer("changes"))[0] == 202
    work_in()

    change = Change.objects.get()
    assert (change.state, change.version) == (ChangeState.FINISHED, "4f1c")
