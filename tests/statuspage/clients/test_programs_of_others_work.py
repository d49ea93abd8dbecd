"""Programs made for Statuspage work when they are pointed here."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import statuspageio
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Browser, expect
from statuspageio.errors import RequestError, ResourceError

from portal.people.actions.issue_token import issue_token
from portal.people.groups import COMMUNICATIONS_LEAD
from statuspage.models import Component, Notice, Page
from statuspage.snapshot.publishing import publish_site
from tests.browser import CHROMIUM, chromium, visit
from tests.loopback import serving, serving_django
from tests.make_maintenance import make_maintenance
from tests.make_people import make_user
from tests.make_record import NOON
from tests.make_statuspage import make_component, make_notice
from tests.npm import CLIENTS, MISSING, node

HERE = Path(__file__).parent


@pytest.fixture
def clients() -> Path:
    """Where they are installed; without them the test fails and says what to do."""
    assert CLIENTS.is_dir(), MISSING
    return CLIENTS


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, chromium() as found:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield found
        connection.close()


def test_the_npm_client_reads_the_page(front: str) -> None:
    component = make_component("Checkout")
    make_notice(components={component.public_id: "partial_outage"})
    make_maintenance("Upgrade", components=[component.public_id])
    publish_site()
    page = Page.objects.the_page()

    understood = node((HERE / "read.js").read_text(), page.public_id, front)

    read = understood["read"]
    assert understood["refused"] == 404
    assert read["summary"]["page"]["id"] == page.public_id
    assert read["status"]["status"]["description"] == "Partial System Outage"
    assert [one["name"] for one in read["components"]["components"]] == ["Payments", "Checkout"]
    for name in ("incidents", "unresolved"):
        (incident,) = read[name]["incidents"]
        assert incident["name"] == "Card payments fail"
        assert incident["incident_updates"][0]["affected_components"][0]["code"]
    for name in ("planned", "upcoming"):
        (planned,) = read[name]["scheduled_maintenances"]
        assert (planned["name"], planned["status"]) == ("Upgrade", "scheduled")


@pytest.mark.skipif(not CHROMIUM.exists(), reason=f"There is no Chromium at {CHROMIUM}.")
def test_statuspages_own_widget_shows_the_state(
    browser: Browser, front: str, clients: Path
) -> None:
    component = make_component("Checkout")
    make_component("API")
    make_notice(components={component.public_id: "partial_outage"})
    publish_site()
    script = (clients / "@statuspage/status-widget/dist/index.js").read_bytes()

    def shop(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/widget.js":
            start("200 OK", [("Content-Type", "text/javascript")])
            return [script]
        start("200 OK", [("Content-Type", "text/html")])
        widget = f'<statuspage-widget src="{front}"></statuspage-widget>'
        return [f'<!doctype html><script src="/widget.js"></script>{widget}'.encode()]

    with serving(shop) as address, visit(browser, address) as page:
        page.goto("/")
        widget = page.locator("statuspage-widget")

        expect(widget).to_contain_text("Minor Service Outage")


@pytest.fixture
def program() -> Iterator[Any]:
    """The Python client of version 1, with a communications lead's key."""
    owner = make_user("Mei Chen", COMMUNICATIONS_LEAD)
    _, raw = issue_token(name="Bot", owner=owner, scopes=["manage_statuspage"], by=None, at=NOON)
    page = Page.objects.the_page().public_id
    with serving_django() as address:
        yield statuspageio.Client(api_key=raw, page_id=page, base_url=address)


def test_the_python_client_manages_components(program: Any) -> None:
    made = program.components.create(name="API", status="operational")
    changed = program.components.update(made.id, status="degraded_performance")
    group = program.component_groups.create("Developers", [made.id])

    assert program.pages.get().name == "Status"
    assert changed.status == "degraded_performance"
    assert group.components == [made.id]
    assert [one.name for one in program.component_groups.list()] == ["Developers"]
    assert [one.name for one in program.components.list()] == ["Developers", "API"]
    component = Component.objects.get(public_id=made.id)
    assert component.changes.get().new_status == "degraded_performance"
    program.component_groups.delete(group.id)
    program.components.delete(made.id)
    assert program.components.list() == []


def test_the_python_client_runs_an_incident(program: Any) -> None:
    component = make_component("Checkout")
    made = program.incidents.create(
        name="Card payments fail", status="investigating", component_ids=[component.public_id]
    )
    program.incidents.update(made.id, status="resolved", body="All payments work.")

    assert made.incident_updates[0].body == "We are currently investigating this issue."
    assert [one.id for one in made.components] == [component.public_id]
    assert program.incidents.list_unresolved() == []
    (ended,) = program.incidents.list(q="card")
    assert (ended.status, ended.incident_updates[0].body) == ("resolved", "All payments work.")
    assert program.incidents.list(q="nothing of it") == []
    assert program.incidents.delete(made.id) == 200
    assert Notice.objects.get().retracted_at is not None
    assert program.incidents.list() == []


def test_the_python_client_plans_maintenance(program: Any) -> None:
    begins = timezone.now() + timedelta(days=1)
    made = program.incidents.create_scheduled(
        name="Upgrade",
        status="scheduled",
        scheduled_for=begins.isoformat(),
        scheduled_until=(begins + timedelta(hours=1)).isoformat(),
        scheduled_remind_prior=True,
        scheduled_auto_in_progress=True,
    )
    (upcoming,) = program.incidents.list_upcoming()
    program.incidents.update(made.id, status="in_progress")
    (active,) = program.incidents.list_active_maintenance()
    program.incidents.update(made.id, status="completed")

    assert upcoming.scheduled_remind_prior is True
    assert (upcoming.scheduled_auto_in_progress, upcoming.scheduled_auto_completed) == (True, False)
    assert active.id == upcoming.id == made.id
    (listed,) = program.incidents.list_scheduled()
    assert listed.status == "completed"


def test_the_python_client_is_refused_in_words(program: Any) -> None:
    with pytest.raises(ResourceError) as blank:
        program.incidents.create(status="investigating")
    with pytest.raises(RequestError) as absent:
        program.components.get("unknown00000")

    assert blank.value.errors == {"error": ["Name can't be blank"]}
    assert absent.value.http_status == 404
