"""What weighs much asks for the password once more, and keeps what was posted."""

from pathlib import Path
from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django import Settings

from incidents.alerts.models import Integration
from incidents.comms.models import Update
from incidents.comms.views import updates
from incidents.record.models import Incident
from tests.make_comms import audience, make_promised
from tests.make_people import give_second_factor, make_user
from tests.make_statuspage import make_subscriber
from tests.security.roles import MANAGES, PASSWORD, enter

AGAIN, ADD = "/account/reauthenticate/", "/admin/alerts/integration/add/"


@pytest.fixture(autouse=True)
def _published_here(settings: Settings, tmp_path: Path) -> None:
    settings.PUBLIC_DIR = tmp_path / "public"


def add(client: Client, name: str = "Alertmanager") -> tuple[int, str]:
    rules = {"rules-TOTAL_FORMS": "0", "rules-INITIAL_FORMS": "0"}
    answer = client.post(ADD, {"name": name, "enabled": "on", **rules})
    return answer.status_code, answer.get("Location", "")


def test_a_secret_is_made_only_after_the_password() -> None:
    client = enter(MANAGES)

    assert add(client) == (302, f"{AGAIN}?next={quote(ADD, safe='')}")
    assert not Integration.objects.exists()

    client.post(f"{AGAIN}?next={ADD}", {"password": PASSWORD})

    assert Integration.objects.get().name == "Alertmanager"


def test_a_wrong_password_makes_none() -> None:
    client = enter(MANAGES)
    add(client)

    client.post(f"{AGAIN}?next={ADD}", {"password": "wrong"})

    assert not Integration.objects.exists()


def test_within_the_hour_it_asks_once() -> None:
    client = enter(MANAGES)
    add(client)
    client.post(f"{AGAIN}?next={ADD}", {"password": PASSWORD})

    assert add(client, "Grafana") == (302, "/admin/alerts/integration/")


def test_a_new_secret_asks_too() -> None:
    client = enter(MANAGES)
    one = Integration.objects.create(name="Alertmanager", digest="0" * 64)
    chosen = {"action": "issue_secret", "_selected_action": [one.pk]}

    answer = client.post("/admin/alerts/integration/", chosen)

    assert answer["Location"].startswith(AGAIN)
    assert Integration.objects.get().digest == "0" * 64


def write(client: Client, incident: Incident) -> str:
    typed = {
        "audiences": [audience().pk], "status": "We are looking into it.", "title": "Checkout",
        "stage": "update", "public_status": "investigating", "tell_subscribers": "on",
        "key": "a" * 32, "after": "0",
    }  # fmt: skip
    return str(client.post(f"/portal/incidents/{incident.reference}/updates/", typed)["Location"])


@pytest.mark.parametrize(("many", "asks"), [(2, True), (3, False)])
def test_mail_to_many_asks_and_mail_to_few_does_not(
    many: int, asks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updates, "MANY", many)
    for number in range(3):
        make_subscriber(f"reader{number}@example.com")
    mei = make_user("Mei", "Communications lead", password=PASSWORD)
    give_second_factor(mei)
    client, incident = Client(), make_promised()
    client.force_login(mei)

    to = write(client, incident)

    assert to.startswith(AGAIN) is asks
    assert Update.objects.exists() is not asks
    if asks:
        client.post(to, {"password": PASSWORD})
        assert Update.objects.get().incident == incident
