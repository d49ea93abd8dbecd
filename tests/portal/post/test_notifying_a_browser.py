"""Notifications are sealed for one browser, signed by our key, and end when it ends them."""

import json
import secrets
from collections.abc import Iterator
from pathlib import Path

import http_ece
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from portal.people.models import User
from portal.post.channels import encryption
from portal.post.channels.encryption import UnusableKey
from portal.post.drafts import Recipient
from portal.post.models import Delivery, Device, Provider
from portal.post.ways import devices_of
from tests.make_endpoints import Endpoint, endpoint
from tests.make_people import make_user
from tests.make_post import deliver_everything, post_to
from tests.make_record import NOON
from tests.make_ways import VAPID, FakeBrowser, make_device, make_provider

pytestmark = pytest.mark.django_db
LINK = "https://allclear.example/portal/pages/abc:def/"


@pytest.fixture
def browser() -> FakeBrowser:
    return FakeBrowser(ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16))


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    with endpoint(tmp_path, monkeypatch) as kept:
        kept.status = 201
        make_provider("push")
        yield kept


@pytest.fixture
def mei() -> User:
    return make_user("Mei Tan")


def to(person: User, service: Endpoint, browser: FakeBrowser, path: str = "/p/1") -> Recipient:
    return make_device(person, service.url(path), browser)


def read(body: bytes, browser: FakeBrowser) -> dict[str, object]:
    plain = http_ece.decrypt(
        body, private_key=browser.private, auth_secret=browser.auth, version="aes128gcm"
    )
    found: dict[str, object] = json.loads(plain)
    return found


def test_only_its_browser_reads_it(service: Endpoint, browser: FakeBrowser, mei: User) -> None:
    device = to(mei, service, browser)
    post_to(device, subject="Page: SEV1", short="Checkout fails", link=LINK, lane="urgent")

    assert deliver_everything() == 1

    received = service.received[0]
    said = read(received.body, browser)
    assert said["title"] == "Page: SEV1"
    assert said["body"] == "Checkout fails"
    assert said["link"] == LINK
    assert b"Checkout" not in received.body
    stranger = FakeBrowser(ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16))
    with pytest.raises(http_ece.ECEException):
        read(received.body, stranger)


def test_it_is_signed_by_our_key_for_that_service_alone(
    service: Endpoint, browser: FakeBrowser, mei: User
) -> None:
    post_to(to(mei, service, browser), short="Checkout fails", lane="urgent")

    deliver_everything()

    headers = service.received[0].headers
    scheme, _, rest = headers["authorization"].partition(" ")
    parts = dict(one.strip().split("=", 1) for one in rest.split(","))
    point = encryption.unpadded(parts["k"])
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    origin = service.url("").rstrip("/")
    claims = jwt.decode(parts["t"], key, algorithms=["ES256"], audience=origin)
    assert scheme == "vapid"
    assert claims["sub"] == "mailto:ops@example.com"
    assert parts["k"] == encryption.public_of(VAPID)
    assert headers["content-encoding"] == "aes128gcm"


@pytest.mark.parametrize(
    ("lane", "wanted"), [("urgent", ("high", "1800")), ("updates", ("normal", "86400"))]
)
def test_a_page_is_urgent_and_soon_stale(
    service: Endpoint, browser: FakeBrowser, mei: User, lane: str, wanted: tuple[str, str]
) -> None:
    post_to(to(mei, service, browser), short="Checkout fails", lane=lane)

    deliver_everything()

    headers = service.received[0].headers
    assert (headers["urgency"], headers["ttl"]) == wanted
    assert len(headers["topic"]) <= 32


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_ended_it_is_forgotten(
    service: Endpoint, browser: FakeBrowser, mei: User, status: int
) -> None:
    service.status = status
    device = to(mei, service, browser)
    to(mei, service, FakeBrowser(browser.private, browser.auth), "/p/2")
    post_to(device, short="Checkout fails", lane="urgent")

    deliver_everything()

    assert [one.endpoint for one in Device.objects.all()] == [service.url("/p/2")]
    assert Delivery.objects.get().state == "suppressed"
    assert "switched on there again" in Delivery.objects.get().last_error


def test_a_service_in_trouble_is_asked_again(
    service: Endpoint, browser: FakeBrowser, mei: User
) -> None:
    service.status = 503
    post_to(to(mei, service, browser), short="Checkout fails", lane="urgent")
    deliver_everything()
    assert Delivery.objects.get().state == "pending"

    service.status = 201
    Delivery.objects.update(not_before=NOON)
    deliver_everything()

    tags = {read(one.body, browser)["tag"] for one in service.received}
    assert Delivery.objects.get().state == "sent"
    assert len(service.received) == 2
    assert len(tags) == 1


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_key_that_is_not_accepted_is_said_plainly(
    service: Endpoint, browser: FakeBrowser, mei: User, status: int
) -> None:
    service.status = status
    post_to(to(mei, service, browser), short="Checkout fails", lane="urgent")

    deliver_everything()

    assert "does not accept our key" in Provider.objects.get().trouble
    assert Device.objects.count() == 1


def test_every_device_of_a_person_is_told(
    service: Endpoint, browser: FakeBrowser, mei: User
) -> None:
    to(mei, service, browser)
    to(mei, service, browser, "/p/2")
    to(make_user("Tom Okafor"), service, browser, "/p/3")
    post_to(*devices_of(mei), short="Checkout fails", lane="urgent")

    deliver_everything()

    assert sorted(one.path for one in service.received) == ["/p/1", "/p/2"]


def test_what_was_removed_meanwhile_gets_nothing(
    service: Endpoint, browser: FakeBrowser, mei: User
) -> None:
    post_to(to(mei, service, browser), short="Checkout fails", lane="urgent")
    Device.objects.all().delete()

    deliver_everything()

    assert service.received == []
    assert Delivery.objects.get().state == "suppressed"


@pytest.mark.parametrize("endpoint", ["http://push.example.com/x", "https://127.0.0.1/x"])
def test_an_endpoint_of_the_inside_is_never_asked(
    browser: FakeBrowser, mei: User, endpoint: str
) -> None:
    make_provider("push")
    post_to(make_device(mei, endpoint, browser), short="Checkout fails", lane="urgent")

    deliver_everything()

    assert Delivery.objects.get().state != "sent"


@given(st.binary(max_size=3900))
def test_whatever_is_sealed_is_read_again(text: bytes) -> None:
    browser = FakeBrowser(ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16))
    body = encryption.encrypted(text, p256dh=browser.p256dh, auth=encryption.padless(browser.auth))

    found = http_ece.decrypt(
        body, private_key=browser.private, auth_secret=browser.auth, version="aes128gcm"
    )

    assert found == text
    assert len(body) <= 4096


@given(st.text(max_size=120), st.text(max_size=40))
def test_keys_that_are_none_are_refused_by_name(p256dh: str, auth: str) -> None:
    with pytest.raises(UnusableKey):
        encryption.check_browser(p256dh, auth)


def test_keys_of_other_tools_can_be_used() -> None:
    """RFC 8292 4.2 gives no private key; this pair is of `web-push generate-vapid-keys`' form."""
    private = encryption.new_key()

    assert len(private) == 43
    assert len(encryption.public_of(private)) == 87
    assert encryption.unpadded(encryption.public_of(private))[:1] == b"\x04"
