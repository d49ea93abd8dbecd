"""Whatever is said to a circle of people only, no public byte moves."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from statuspage.actions.correct_uptime import correct_uptime
from statuspage.models import Announcement, Audience, Component, ComponentGroup, Notice, Page
from statuspage.snapshot import publishing
from tests.make_people import make_user
from tests.make_record import NOON
from tests.make_statuspage import make_component, make_notice, read_everything, say

STILL = datetime(2026, 11, 19, 18, 0, tzinfo=UTC)
STATES = ("degraded_performance", "partial_outage", "major_outage", "under_maintenance")


@pytest.fixture
def folder(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.PUBLIC_DIR = tmp_path / "public"
    monkeypatch.setattr(publishing, "database_now", lambda: STILL)
    return tmp_path / "public"


def published(folder: Path) -> dict[str, bytes]:
    """Everything public; the revision, which counts every change, is left out."""
    publishing.publish_site(anyway=True)
    found = read_everything(folder)
    return {name: body for name, body in found.items() if not name.startswith(".manifest")}


words = st.fixed_dictionaries(
    {
        "state": st.sampled_from(STATES),
        "group": st.sampled_from(["Payments", "Only theirs"]),
        "resolved": st.booleans(),
        "corrected": st.booleans(),
        "banner": st.booleans(),
        "named": st.booleans(),
    }
)


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(told=st.lists(words, min_size=1, max_size=3))
def test_no_public_byte_moves(folder: Path, told: list[dict[str, object]]) -> None:
    with transaction.atomic():
        page = Page.objects.the_page()
        page.languages = ["en", "fr"]
        page.save()
        checkout = make_component("Checkout", created_at=NOON)
        make_notice("Card payments fail", components={checkout.public_id: "partial_outage"})
        stamp = Page.objects.values_list("updated_at", flat=True).get()
        before = published(folder)
        circle = Audience.objects.create(name="Enterprise customers")

        for number, one in enumerate(told):
            tell(circle, checkout, number, one)
        Page.objects.update(updated_at=stamp)
        after = published(folder)

        transaction.set_rollback(True)
    assert after == before


def tell(circle: Audience, checkout: Component, number: int, said: dict[str, object]) -> None:
    """Rows of the circle, as its writers make them."""
    component = make_component(f"Theirs {number}", group=str(said["group"]))
    component.audiences.set([circle])
    notice = make_notice(f"Theirs fails {number}")
    notice.audiences.set([circle])
    states = {component.public_id: str(said["state"])}
    say(notice, "Only for you.", components=states, at=NOON + timedelta(minutes=5))
    if said["named"]:
        notice.affected.create(component=checkout, status="operational", worst="major_outage")
    if said["resolved"]:
        say(notice, "Over.", status="resolved", at=NOON + timedelta(minutes=9))
    if said["corrected"]:
        correct_uptime(
            component=component,
            starts_at=NOON - timedelta(hours=2),
            ends_at=NOON - timedelta(hours=1),
            status="major_outage",
            reason="Theirs alone",
            by=make_user(f"Kofi {number}"),
            at=NOON,
        )
    if said["banner"]:
        banner = Announcement.objects.create(
            title="For you", starts_at=NOON, by_name="Mei Chen", created_at=NOON
        )
        banner.audiences.set([circle])


def test_the_guard_would_see_a_row_that_slips_out(folder: Path) -> None:
    make_component("Checkout")
    before = published(folder)

    ComponentGroup.objects.create(name="Nobody's")
    assert published(folder) == before
    Notice.objects.update(title="x")
    make_component("Public after all")

    assert published(folder) != before
