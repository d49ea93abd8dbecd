"""A canary in every internal text, and none of them outside."""

import base64
import logging
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from portal.clock import clock
from portal.clock.models import Timer
from portal.post.models import Delivery, Message
from statuspage.actions.touch_page import touch_page
from statuspage.snapshot.publishing import publish_site
from tests.make_comms import make_update
from tests.make_post import deliver_everything
from tests.make_record import NOON
from tests.make_statuspage import Visitor, make_subscriber, read_everything
from tests.security import canaries, matrix
from tests.security.addresses import routes
from tests.security.roles import AUDITS, COMMANDS, LEADS, RESPONDS, STAFF, enter, undone
from tests.security.world import World, make_world

LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _places(settings: Settings, tmp_path: Path) -> None:
    settings.PUBLIC_DIR = tmp_path / "public"
    settings.MAIL_FILES = tmp_path / "mail"
    settings.EMAIL_URL = ""


def test_every_text_of_every_model_has_its_row() -> None:
    there: dict[str, set[str]] = {}
    for label, field in canaries.text_fields():
        there.setdefault(label, set()).add(field.name)

    assert canaries.written() == there


def test_the_search_finds_what_is_hidden_in_a_heap() -> None:
    planted = {canaries.canary("a.b", "c"): "a.b.c"}
    word = next(iter(planted))

    assert canaries.found_in(b"x" + word.upper().encode() + b"y", planted)
    assert canaries.found_in(base64.b64encode(b"say " + word.encode()), planted)
    assert not canaries.found_in(b"nothing of the kind", planted)


def publish_something(world: World) -> None:
    """Say something to customers, so that the page, its JSON and its mails are made anew."""
    before = timezone.now()
    make_subscriber("customer@example.com")
    make_update(world.incident, "customers", "engineering", status="Looking.", at=LATER)
    Timer.objects.filter(set_at__lt=before).update(state="cancelled")
    clock.ring_due(at=LATER + timedelta(minutes=1))
    touch_page(at=LATER)
    publish_site()
    deliver_everything()


def everything_open(world: World, client: Client) -> dict[str, bytes]:
    """Every address as a stranger gets it, headers and all, and what does not exist."""
    wrong = ("/portal/none/", "/admin/none/", "/none", "/api/v2/none.json", "/incidents/none/")
    found = {}
    for address in (*(world.address(route) for route in routes()), *wrong):
        for method in ("GET", "POST"):
            with undone(client):
                answer = client.generic(method, address, headers={"origin": "https://x.example"})
            body = b"" if answer.streaming else answer.content
            found[f"{method} {address}"] = body + repr(dict(answer.headers)).encode()
    return found


# Links that are somebody's own show that person what they are about.
OWN_LINKS = re.compile(
    r"/portal/(pages|asked|permission)/|/portal/on-call/(swaps/[^/]+/$|feeds/.+\.ics)"
    r"|/briefing/|/subscribe/confirm/|/unsubscribe/"
)


def test_nothing_internal_reaches_a_stranger(
    caplog: pytest.LogCaptureFixture, settings: Settings
) -> None:
    world = make_world()
    planted = canaries.plant()
    with caplog.at_level(logging.DEBUG):
        publish_something(world)
        open_bytes = everything_open(world, Client())
    visitor = Visitor()
    served = {
        path: visitor.get(path).body + repr(visitor.get(path).headers).encode()
        for path in visitor.front.shelf.current()
    }
    mailed = read_everything(settings.MAIL_FILES)
    to_customers = {name: body for name, body in mailed.items() if "customer@" in name}

    leaks = {
        place: hits
        for place, data in {
            **{one: body for one, body in open_bytes.items() if not OWN_LINKS.search(one)},
            **served,
            **read_everything(settings.PUBLIC_DIR),
            **to_customers,
            "the log": caplog.text.encode(),
        }.items()
        if (hits := canaries.found_in(data, planted))
    }
    assert leaks == {}
    said = canaries.found_in(b"".join(served.values()), {"looking.": "what is public"})
    assert said == {"what is public"}
    assert len(planted) > 80
    assert len(served) > 8
    assert len(to_customers) > 0


@pytest.mark.parametrize("role", [RESPONDS, STAFF, LEADS, COMMANDS, AUDITS])
def test_nothing_of_a_private_incident_reaches_an_outsider(role: str) -> None:
    world = make_world(private=True)
    client = enter(role)
    planted = plant_private(world)
    leaks = {}
    for route, row in matrix.table().items():
        if row.read is None or OWN_LINKS.search(route):
            continue
        address = world.address(route)
        for query in ("", "?q=c", "?_facets=True&all="):
            with undone(client):
                answer = client.get(address + query, follow=True)
            data = b"" if answer.streaming else answer.content
            if hits := canaries.found_in(data + repr(dict(answer.headers)).encode(), planted):
                leaks[address + query] = hits

    assert leaks == {}
    assert len(planted) > 20


# Models whose rows, in a world with a private incident only, are of that incident.
OF_AN_INCIDENT = ("record.", "oncall.page", "oncall.teamescalation", "oncall.contacted",
                  "oncall.permissionrequest", "oncall.delay", "comms.briefinglink",
                  "comms.cadence", "comms.scheduledupdate", "comms.supportbrief",
                  "comms.updatedraft", "comms.update.", "comms.wording",
                  "learning.", "command.", "alerts.alert", "alerts.suppression.title",
                  "post.message")  # fmt: skip
# Of the company, not of an incident; the only errand of this world tests an adapter.
CONFIGURED = ("command.adapter.", "command.historicaladapter.", "command.errand.")


def plant_private(world: World) -> dict[str, str]:
    Delivery.objects.exclude(message__restricted=True).delete()
    Message.objects.exclude(restricted=True).delete()
    planted = canaries.plant()
    return {
        word: field
        for word, field in planted.items()
        if field.startswith(OF_AN_INCIDENT) and not field.startswith(CONFIGURED)
    }
