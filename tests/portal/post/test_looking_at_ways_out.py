"""Managers see how each way fares and try it on themselves; people keep their own devices."""

import secrets
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from portal.people.groups import INCIDENT_COMMANDER, MANAGER, RESPONDER
from portal.people.models import User
from portal.people.models.audit import AuditEntry
from portal.post.channels import encryption
from portal.post.devices import named_by
from portal.post.drafts import Recipient
from portal.post.models import Delivery, Device, Message, Provider
from portal.sealing import unseal
from tests.make_people import give_second_factor, make_user
from tests.make_post import deliver_everything, post_to
from tests.make_ways import NUMBER, FakeBrowser, Provided, by, make_device, make_provider, providers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _alone(settings: Settings) -> None:
    settings.SECOND_FACTOR_GROUPS = []


@pytest.fixture
def elena() -> User:
    person = make_user("Elena Rossi", MANAGER)
    person.is_staff = True
    person.save()
    give_second_factor(person)
    return person


@pytest.fixture
def client(elena: User) -> Client:
    made = Client()
    made.force_login(elena)
    return made


@pytest.fixture
def browser() -> FakeBrowser:
    return FakeBrowser(ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16))


@pytest.fixture
def world(settings: Settings) -> Iterator[Provided]:
    with providers(settings) as kept:
        make_provider("sms", base_url=kept.url)
        yield kept


def page(client: Client, kind: str = "sms") -> str:
    return client.get(f"/portal/ways/?kind={kind}").content.decode()


def test_what_is_not_set_up_is_said_to_be_so(client: Client) -> None:
    shown = page(client)

    assert shown.count("Not set up") == 4
    assert "/admin/post/provider/add/?kind=sms" in shown


def test_a_test_really_reaches_who_presses(client: Client, world: Provided) -> None:
    answer = client.post("/portal/ways/sms/test/", {"to": "+49 (0)151 1234-5678"})

    deliver_everything()

    assert answer["Location"] == "/portal/ways/?kind=sms"
    assert world.asked[0].form["To"] == NUMBER
    assert "Elena Rossi asked for this test" in world.asked[0].form["Body"]
    assert "0 of the last 1 failed (0 %)" in page(client)


def test_a_number_that_is_none_keeps_what_was_typed(client: Client, world: Provided) -> None:
    answer = client.post("/portal/ways/sms/test/", {"to": "0151 <b>123"})

    assert answer.status_code == 422
    assert "with its country" in answer.content.decode()
    assert 'value="0151 &lt;b&gt;123"' in answer.content.decode()
    assert not Message.objects.exists()


def test_notifications_need_a_device_of_ones_own(client: Client) -> None:
    make_provider("push")

    answer = client.post("/portal/ways/push/test/")

    assert answer.status_code == 422
    assert "Add this browser" in answer.content.decode()


def test_a_trouble_stands_in_one_sentence(client: Client, world: Provided) -> None:
    Provider.objects.update(account="ACwrong")
    client.post("/portal/ways/sms/test/", {"to": NUMBER})

    deliver_everything()

    shown = page(client)
    assert "In trouble" in shown
    assert "does not accept this account or token" in shown
    assert "1 of the last 1 failed (100 %)" in shown


def test_the_log_tells_no_text_and_no_private_incident(client: Client, world: Provided) -> None:
    mei = make_user("Mei Tan")
    post_to(by("sms", person=mei), short="Half of payments fail", subject="Payments fail")
    private = make_user("Kofi Hidden")
    post_to(by("sms", "+4915199999999", person=private), short="Theft", restricted=True)
    leader = make_user("Priya Nair", INCIDENT_COMMANDER)
    reads = Client()
    reads.force_login(leader)

    shown = page(reads)

    assert "Mei Tan" in shown
    assert "Kofi Hidden" not in shown
    assert "ayments fail" not in shown
    assert NUMBER not in shown
    assert "Kofi Hidden" in page(client)


def test_only_managers_test(client: Client, world: Provided) -> None:
    leads = Client()
    leads.force_login(make_user("Priya Nair", INCIDENT_COMMANDER))
    works = Client()
    works.force_login(make_user("Tom Okafor", RESPONDER))

    assert "Send me a test" not in page(leads)
    assert leads.post("/portal/ways/sms/test/", {"to": NUMBER}).status_code == 403
    assert works.get("/portal/ways/").status_code == 403
    assert client.post("/portal/ways/x/test/", {"to": NUMBER}).status_code == 404


def test_a_secret_goes_in_and_never_comes_out(client: Client) -> None:
    form = {
        "kind": "sms", "account": "AC1", "sender": "+15005550006", "enabled": "on",
        "most_an_hour": "30", "most_a_minute": "60", "new_secret": "very-secret",
    }  # fmt: skip

    assert client.post("/admin/post/provider/add/", form).status_code == 302

    made = Provider.objects.get()
    shown = client.get(f"/admin/post/provider/{made.pk}/change/").content.decode()
    assert unseal(made.sealed_secret) == "very-secret"
    assert "very-secret" not in shown
    assert made.sealed_secret not in shown
    client.post(f"/admin/post/provider/{made.pk}/change/", {**form, "new_secret": ""})
    assert unseal(Provider.objects.get().sealed_secret) == "very-secret"


def test_notifications_get_a_key_by_themselves(client: Client) -> None:
    form = {"kind": "push", "sender": "mailto:ops@example.com", "enabled": "on",
            "most_an_hour": "30", "most_a_minute": "60"}  # fmt: skip

    assert client.post("/admin/post/provider/add/", form).status_code == 302

    made = Provider.objects.get()
    assert made.public_key == encryption.public_of(unseal(made.sealed_secret))
    client.post(f"/admin/post/provider/{made.pk}/change/", form)
    assert Provider.objects.get().public_key == made.public_key


def test_an_operators_own_key_is_taken_or_refused(client: Client) -> None:
    own = encryption.new_key()
    form = {"kind": "push", "sender": "mailto:ops@example.com", "enabled": "on",
            "most_an_hour": "30", "most_a_minute": "60", "new_secret": own}  # fmt: skip

    refused = client.post("/admin/post/provider/add/", {**form, "new_secret": "short"})
    client.post("/admin/post/provider/add/", form)

    assert "This is no private key for notifications" in refused.content.decode()
    assert Provider.objects.get().public_key == encryption.public_of(own)


def subscribe(client: Client, browser: FakeBrowser, endpoint: str, **more: str) -> int:
    auth = encryption.padless(browser.auth)
    form = {"endpoint": endpoint, "p256dh": browser.p256dh, "auth": auth, **more}
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    return client.post("/portal/devices/", form, headers={"User-Agent": agent}).status_code


def test_a_browser_is_added_named_and_removed(
    client: Client, elena: User, browser: FakeBrowser
) -> None:
    make_provider("push")

    assert subscribe(client, browser, "https://push.example.com/1") == 302
    assert subscribe(client, browser, "https://push.example.com/2", name="Kitchen") == 302

    shown = client.get("/portal/devices/").content.decode()
    assert "Firefox on Linux" in shown
    assert "Kitchen" in shown
    assert "push.example.com" not in shown
    client.post(f"/portal/devices/{Device.objects.get(name='Kitchen').pk}/removal/")
    assert [one.name for one in Device.objects.of(elena)] == ["Firefox on Linux"]
    verbs = AuditEntry.objects.filter(subject__startswith="post.device")
    assert sorted(verbs.values_list("verb", flat=True)) == ["added", "added", "removed"]


@pytest.mark.parametrize(
    "endpoint",
    ["", "http://push.example.com/1", "https://127.0.0.1/1", "https://localhost/1", "x",
     "https://push.example.com/" + "x" * 1000, "https://u:p@push.example.com/1"],
)  # fmt: skip
def test_an_address_that_is_no_push_services_is_refused(
    client: Client, browser: FakeBrowser, endpoint: str
) -> None:
    assert subscribe(client, browser, endpoint) == 422
    assert not Device.objects.exists()


@pytest.mark.parametrize(("p256dh", "auth"), [("", ""), ("x" * 87, "A" * 22), ("BB", "é")])
def test_keys_of_no_browser_are_refused(client: Client, p256dh: str, auth: str) -> None:
    form = {"endpoint": "https://push.example.com/1", "p256dh": p256dh, "auth": auth}

    assert client.post("/portal/devices/", form).status_code == 422


def test_nobody_removes_anothers_device(client: Client, browser: FakeBrowser) -> None:
    mei = make_user("Mei Tan")
    make_device(mei, "https://push.example.com/1", browser)

    answer = client.post(f"/portal/devices/{Device.objects.get().pk}/removal/")

    assert answer.status_code == 404
    assert Device.objects.of(mei).count() == 1


def test_a_browser_belongs_to_who_added_it_last(
    client: Client, elena: User, browser: FakeBrowser
) -> None:
    make_device(make_user("Mei Tan"), "https://push.example.com/1", browser)

    subscribe(client, browser, "https://push.example.com/1")

    assert Device.objects.get().person == elena


def test_ten_browsers_are_enough(client: Client, elena: User, browser: FakeBrowser) -> None:
    for number in range(10):
        make_device(elena, f"https://push.example.com/{number}", browser)

    assert subscribe(client, browser, "https://push.example.com/x") == 422
    assert subscribe(client, browser, "https://push.example.com/9") == 302


def test_the_worker_is_served_for_the_whole_portal() -> None:
    answer = Client().get("/portal/devices/worker.js")

    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Service-Worker-Allowed"] == "/portal/"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Linux; Android 15) Chrome/130.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
         "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge on Windows"),
        ("curl/8", "Browser"),
    ],
)  # fmt: skip
def test_a_browser_is_named_as_people_would(agent: str, name: str) -> None:
    assert named_by(agent) == name


def test_the_outbox_names_no_number_and_no_secret_address(client: Client, elena: User) -> None:
    hook = "https://hooks.slack.com/services/T1/B1/secret"
    made = post_to(by("sms"), by("slack", hook), by("email", "ana@example.com"), short="Half fail")

    shown = client.get(f"/portal/outbox/{made.pk}/").content.decode()

    assert "SMS" in shown
    assert "+49…78" in shown
    assert NUMBER not in shown
    assert "T1/B1/secret" not in shown
    assert "ana@example.com" in shown
    assert "Half fail" in shown
    assert Delivery.objects.count() == 3


def test_the_outbox_says_what_has_not_gone_out(client: Client) -> None:
    for subject in ("Gone", "Stuck"):
        post_to(Recipient("ana@example.com"), kind="oncall.team_request", subject=subject)
    Message.objects.get(subject="Gone").deliveries.update(state="sent", sent_at=timezone.now())
    Message.objects.get(subject="Stuck").deliveries.update(state="parked")

    rows = client.get("/portal/outbox/").content.decode().split("<li>")
    gone, stuck = (next(one for one in rows if word in one) for word in ("Gone", "Stuck"))

    assert "team request" in gone
    assert "chip" not in gone
    assert ">Parked<" in stuck
