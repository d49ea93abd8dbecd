"""Nothing that people type leads Allclear to the inside."""

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pytest_django import Settings

from portal.checks.outbound.heartbeat import call
from portal.post.channels import outside
from portal.post.channels.addresses import is_public
from portal.post.channels.letters import Deferred, Letter, Refused
from portal.post.channels.outside import NoAnswer, NotAllowed, ask
from portal.post.channels.webhook import WebhookSession
from portal.settings import BASE_DIR

BAD = [
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
    "100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.0.1", "192.88.99.1",
    "198.18.0.1", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1", "fec0::1", "ff02::1",
    "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "::127.0.0.1",
    "64:ff9b:1::7f00:1", "2001:db8::1",
]  # fmt: skip
GOOD = ["93.184.216.34", "1.1.1.1", "2606:4700:4700::1111"]
# What resolvers make of these is 127.0.0.1.
SPELLINGS = [
    "localhost", "127.0.0.1", "2130706433", "0x7f.1", "0x7f000001", "0177.0.0.1", "127.1",
    "①②⑦.0.0.1", "127.0.0.1.", "LOCALHOST", "[::1]", "[::ffff:127.0.0.1]", "0", "127.127.127.127",
]  # fmt: skip


class Trap:
    """A server on loopback that counts who came, and answers as it is told."""

    def __init__(self) -> None:
        self.hits = 0
        self.behave: Callable[[BaseHTTPRequestHandler], None] = self.answer_well
        trap = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                trap.hits += 1
                trap.behave(self)

            do_POST = do_GET  # noqa: N815

            def log_message(self, *_: object) -> None:
                """Silent."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @staticmethod
    def answer_well(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(204)
        handler.end_headers()


@pytest.fixture
def trap(monkeypatch: pytest.MonkeyPatch) -> Iterator[Trap]:
    made = Trap()
    monkeypatch.setattr(outside, "ALLOWED_PORTS", frozenset({443, 8443, made.port}))
    yield made
    made.server.shutdown()
    made.server.server_close()


def post(url: str) -> None:
    WebhookSession().deliver(Letter("", url, b"{}", "<id@allclear>"))


@pytest.mark.parametrize("address", BAD)
def test_an_address_of_the_inside_is_none_of_the_open_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", GOOD)
def test_an_address_of_the_open_internet_is(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_spelling_of_this_machine_reaches_it(trap: Trap, spelling: str) -> None:
    with pytest.raises((Refused, Deferred)):
        post(f"https://{spelling}:{trap.port}/hook")

    assert trap.hits == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/", "ftp://hooks.example.com/", "file:///etc/passwd",
        "https://hooks.example.com:5432/", "https://hooks.example.com:25/", "https://",
        "https://user@hooks.example.com/", "https://user:word@hooks.example.com/",
        "https://hooks.example.com:99999/", "https://hooks.example.com:x/", "//hooks.example.com/",
        "https://hooks.example.com\\@127.0.0.1/", "https://hooks.example.com/\r\nHost: x",
        "https://hooks.example.com/a b", "https://[::1/", "https://127.0.0.1:6379/", "",
        "https://@127.0.0.1/",
    ],
)  # fmt: skip
def test_other_addresses_are_refused_for_good_before_anything_is_looked_up(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.getaddrinfo", unreachable)

    with pytest.raises(Refused):
        post(url)


def unreachable(*_: object, **__: object) -> list[object]:
    raise AssertionError("nothing may be looked up")


def test_allclear_sends_nothing_to_itself(settings: Settings) -> None:
    settings.SITE_URL = "https://status.example.com"

    with pytest.raises(Refused, match="itself"):
        post("https://status.example.com/in/alertmanager/")


class Resolver:
    """Answers one address after another; whoever asks twice gets the next."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, host: str, port: int, **_: object) -> list[object]:
        now = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in now]


class Dialled:
    """Stands where connections are opened; nothing leaves this machine."""

    def __init__(self) -> None:
        self.to: list[str] = []

    def __call__(self, address: tuple[str, int], **_: object) -> socket.socket:
        self.to.append(address[0])
        raise ConnectionRefusedError("stubbed")


def test_a_resolver_that_changes_its_mind_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    flipping, dialled = Resolver(["93.184.216.34"], ["127.0.0.1"]), Dialled()
    monkeypatch.setattr("socket.getaddrinfo", flipping)
    monkeypatch.setattr("socket.create_connection", dialled)

    with pytest.raises(Deferred):
        post("https://hooks.example.com/")

    assert flipping.asked == 1
    assert dialled.to == ["93.184.216.34"]


@pytest.mark.parametrize("hidden", BAD)
def test_one_address_of_the_inside_among_many_is_enough(
    hidden: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialled = Dialled()
    monkeypatch.setattr("socket.getaddrinfo", Resolver(["93.184.216.34", hidden]))
    monkeypatch.setattr("socket.create_connection", dialled)

    with pytest.raises(Deferred):
        post("https://hooks.example.com/")

    assert dialled.to == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_leads_it_on(trap: Trap, status: int) -> None:
    further = Trap()

    def elsewhere(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Location", further.url)
        handler.end_headers()

    trap.behave = elsewhere

    assert ask("GET", trap.url, inside=True).status == status
    assert call(trap.url) is False
    assert further.hits == 0


def test_no_proxy_of_the_environment_is_asked(trap: Trap, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = Trap()
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.url)

    assert call(trap.url) is True
    assert (proxy.hits, trap.hits) == (0, 1)


def test_whoever_trickles_is_cut_off(trap: Trap) -> None:
    released = threading.Event()

    def trickle(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not released.wait(0.05):
            try:
                handler.wfile.write(b"x")
            except OSError:
                return

    trap.behave = trickle
    began = time.monotonic()

    answer = ask("GET", trap.url, inside=True, seconds=0.5)

    released.set()
    assert time.monotonic() - began < 3
    assert len(answer.body) < 100


def test_whoever_never_answers_is_cut_off(trap: Trap) -> None:
    released = threading.Event()

    def wait(handler: BaseHTTPRequestHandler) -> None:
        released.wait(5)

    trap.behave = wait

    with pytest.raises(NoAnswer):
        ask("GET", trap.url, inside=True, seconds=0.3)

    released.set()


def test_of_a_long_answer_only_the_beginning_is_read(trap: Trap) -> None:
    def long(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(10 * outside.MOST_BYTES))
        handler.end_headers()
        handler.wfile.write(b"x" * 2 * outside.MOST_BYTES)

    trap.behave = long

    assert len(ask("GET", trap.url, inside=True).body) == outside.MOST_BYTES


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/", "alive", ""])
def test_the_heartbeat_is_http(url: str) -> None:
    assert call(url) is False
    with pytest.raises(NotAllowed):
        ask("GET", url, inside=True)


def test_there_is_no_other_way_out() -> None:
    """But for the mail provider, whose address the operator sets."""
    opening = re.compile(
        r"^\s*(?:import|from) (?:http\.client|urllib\.request|httpx|requests)\b", re.M
    )
    found = {
        str(path.relative_to(BASE_DIR))
        for package in ("portal", "statuspage", "incidents")
        for path in (BASE_DIR / package).rglob("*.py")
        if opening.search(path.read_text())
    }

    assert found - {"portal/post/channels/provider.py"} == {"portal/post/channels/outside.py"}
