"""Builders of the ways by which people are reached, and providers on loopback that answer as
theirs do."""

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from xml.etree import ElementTree

from pytest_django import Settings

from portal.people.models import User
from portal.post.channels import encryption
from portal.post.drafts import Channel, Recipient
from portal.post.models import Device, Provider
from portal.sealing import seal
from tests.make_record import NOON

TOKEN = "0123456789abcdef0123456789abcdef"
ACCOUNT = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
NUMBER, SENDER = "+4915112345678", "+15005550006"
VAPID = encryption.new_key()


def make_provider(kind: str, **facts: Any) -> Provider:
    by_phone = {"account": ACCOUNT, "sender": SENDER}
    push = {
        "sender": "mailto:ops@example.com",
        "sealed_secret": seal(VAPID),
        "public_key": encryption.public_of(VAPID),
    }
    known = {"sms": by_phone, "voice": by_phone, "push": push}
    made = {"kind": kind, "sealed_secret": seal(TOKEN), **known.get(kind, {}), **facts}
    return Provider.objects.create(**made)


def by(channel: str, address: str = NUMBER, **facts: Any) -> Recipient:
    return Recipient(address, channel=channel, **facts)


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return {
            name: one[0] for name, one in parse_qs(self.body.decode(), strict_parsing=True).items()
        }

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class Provided:
    """Twilio's API below /2010-04-01/ and Slack's below /api/. `troubles` are answers given
    before it behaves: status, headers, body; a status below 1 hangs up after so many seconds,
    having taken the request."""

    port: int = 0
    log: Path | None = None
    troubles: list[tuple[float, dict[str, str], Any]] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    slack_users: dict[str, str] = field(default_factory=dict)
    slack_token: str = TOKEN

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def accepted(self, resource: str) -> list[Asked]:
        return [one for one in self.asked if one.path.endswith(resource)]

    def answer(self, asked: Asked) -> tuple[int, Any]:
        if asked.path.startswith("/2010-04-01/"):
            return self.twilio(asked)
        return 200, self.slack(asked)

    def twilio(self, asked: Asked) -> tuple[int, Any]:  # noqa: PLR0911
        """https://www.twilio.com/docs/usage/twilios-response"""
        wanted = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if asked.headers.get("authorization") != f"Basic {wanted}":
            return refusal(401, 20003, "Authenticate")
        root = f"/2010-04-01/Accounts/{ACCOUNT}/"
        if asked.method != "POST" or asked.path not in (
            f"{root}Messages.json",
            f"{root}Calls.json",
        ):
            return refusal(404, 20404, f"The requested resource {asked.path} was not found")
        form = asked.form
        if not form.get("To", "").startswith("+"):
            return refusal(400, 21211, f"Invalid 'To' Phone Number: {form.get('To')}")
        if not form.get("From") and not form.get("MessagingServiceSid"):
            return refusal(400, 21603, "A 'From' phone number is required.")
        if asked.path.endswith("/Calls.json"):
            ElementTree.fromstring(form["Twiml"])
            made = {"sid": f"CA{len(self.asked):032x}", "status": "queued", "to": form["To"]}
            return 201, made
        if not form.get("Body"):
            return refusal(400, 21602, "Message body is required.")
        return 201, {
            "sid": f"SM{len(self.asked):032x}", "status": "queued", "to": form["To"],
            "from": form.get("From"), "body": form["Body"], "error_code": None,
            "account_sid": ACCOUNT, "num_segments": "1",
        }  # fmt: skip

    def slack(self, asked: Asked) -> dict[str, Any]:
        if asked.headers.get("authorization") != f"Bearer {self.slack_token}":
            return {"ok": False, "error": "invalid_auth"}
        if asked.path == "/api/users.lookupByEmail":
            found = self.slack_users.get(asked.form.get("email", ""))
            if found is None:
                return {"ok": False, "error": "users_not_found"}
            return {"ok": True, "user": {"id": found, "team_id": "T1"}}
        if asked.path == "/api/chat.postMessage":
            said = asked.json
            if said["channel"] not in self.slack_users.values():
                return {"ok": False, "error": "channel_not_found"}
            return {"ok": True, "channel": "D1", "ts": "1700000000.000100", "message": said}
        return {"ok": False, "error": "unknown_method"}


def refusal(status: int, code: int, message: str) -> tuple[int, Any]:
    more = f"https://www.twilio.com/docs/errors/{code}"
    return status, {"code": code, "message": message, "more_info": more, "status": status}


@contextmanager
def providers(settings: Settings | None = None, *, log: Path | None = None) -> Iterator[Provided]:
    """Plain http on loopback, as an operator lists a gateway of its own network. Each request
    it answers is a line of `log` before its answer leaves."""
    kept, lock = Provided(log=log), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            named = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, self.path, named, body)
            with lock:
                kept.asked.append(asked)
                if kept.log:
                    with kept.log.open("a") as lines:
                        lines.write(f"{asked.form.get('To', '')}\n")
                trouble = kept.troubles.pop(0) if kept.troubles else None
            if trouble is None:
                self.reply(*kept.answer(asked), {})
            elif trouble[0] >= 1:
                self.reply(int(trouble[0]), trouble[2], trouble[1])
            else:
                time.sleep(trouble[0])
                self.close_connection = True

        do_GET = do_POST  # noqa: N815

        def reply(self, status: int, told: Any, more: dict[str, str]) -> None:
            data = json.dumps(told).encode()
            self.send_response(status)
            headers = {"Content-Type": "application/json", "Content-Length": str(len(data))}
            for name, value in {**headers, **more}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    if settings is not None:
        settings.INSIDE_HOSTS = [kept.host]
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class FakeBrowser:
    """The half of a subscription that never leaves a browser."""

    private: Any
    auth: bytes

    @property
    def p256dh(self) -> str:
        return encryption.padless(encryption._point(self.private))


def make_device(person: User, endpoint: str, browser: FakeBrowser, **facts: Any) -> Recipient:
    made = Device.objects.create(
        **{
            "person": person,
            "name": "Firefox on Linux",
            "endpoint": endpoint,
            "p256dh": browser.p256dh,
            "auth": encryption.padless(browser.auth),
            "made_at": NOON,
            **facts,
        }
    )
    return Recipient(f"device:{made.pk}", channel=Channel.PUSH, name=made.name, person=person)
