"""The one crossing from the private record to the public page."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from incidents import publishing
from incidents.publishing import NotForCustomers
from statuspage.models import Notice
from statuspage.snapshot.publishing import publish_site
from tests.make_people import make_user
from tests.make_record import NOON, make_incident
from tests.make_statuspage import Visitor, make_component, make_words, read_everything


@pytest.fixture(autouse=True)
def _published_here(settings: Settings, tmp_path: Path) -> None:
    settings.PUBLIC_DIR = tmp_path / "public"


@pytest.mark.parametrize("facts", [{"kind": "drill"}, {"kind": "near_miss"}, {"private": True}])
def test_some_incidents_are_never_told(facts: dict[str, Any]) -> None:
    incident = make_incident("Rehearsal", **facts)

    with pytest.raises(NotForCustomers, match="Tell internal audiences only"):
        publishing.tell_customers(
            incident=incident, title="T", words=make_words(), key="k", by=None, at=NOON
        )

    assert not Notice.objects.exists()


def test_the_first_word_opens_a_notice_and_the_next_ones_follow_it() -> None:
    component = make_component("Checkout")
    incident = make_incident("pgbouncer saturated on db-7")
    words = make_words(components={component.public_id: "partial_outage"})
    facts: dict[str, Any] = {"incident": incident, "title": "Card payments fail", "by": None}

    first = publishing.tell_customers(**facts, words=words, key="1", at=NOON)
    second = publishing.tell_customers(
        **facts, words=make_words("Found it.", status="identified"), key="2", at=NOON
    )

    assert first == second == incident.notice_id
    assert Notice.objects.get().updates.count() == 2


def test_nothing_of_the_record_but_the_words_crosses(settings: Settings) -> None:
    canary = "canary-of-the-record"
    incident = make_incident(f"{canary} title")
    author = make_user(f"{canary} author")
    publishing.tell_customers(
        incident=incident, title="Card payments fail", words=make_words(), key=canary, by=author,
        at=NOON + timedelta(minutes=5),
    )  # fmt: skip
    publish_site()

    for name, content in read_everything(settings.PUBLIC_DIR).items():
        assert canary.encode() not in content, name
        assert incident.reference.encode() not in content, name


def test_a_retracted_notice_is_unlinked_and_gone() -> None:
    incident = make_incident()
    publishing.tell_customers(
        incident=incident, title="Wrong", words=make_words(), key="1", by=None, at=NOON
    )
    path = f"/incidents/{incident.notice_id}/"
    publish_site()

    publishing.retract(incident=incident, reason="Not ours.", by=None, at=NOON)

    assert incident.notice_id == ""
    assert Visitor().get(path).status == 599
