"""Systems that Allclear writes to, on loopback: they keep what they made."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from incidents.command.models import Adapter
from portal.sealing import seal
from tests.make_slack import Slack
from tests.make_tickets import Jira, ServiceNow
from tests.make_tls import serving_tls

HOST = "systems.example.com"


@dataclass
class Systems:
    """Slack, Jira, ServiceNow, a Teams workflow and a plain endpoint in one; `troubles` are
    answers given before it behaves: a status, or seconds of silence below 1."""

    port: int = 0
    certificate: str = ""
    chat: Slack = field(default_factory=Slack)
    jira: Jira = field(default_factory=Jira)
    servicenow: ServiceNow = field(default_factory=ServiceNow)
    troubles: list[tuple[float, dict[str, str]]] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    queries: list[dict[str, list[str]]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    status: int = 202

    def url(self, path: str = "") -> str:
        return f"https://{HOST}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [path for _, path in self.asked]

    def refuse(self, word: str) -> None:
        self.chat.refuses = self.jira.refuses = word

    def answer(self, method: str, path: str, query: Any, body: bytes, token: str) -> Any:
        if path.startswith("/slack/"):
            return 200, self.slack(path.removeprefix("/slack/"), query, body, token)
        if path.startswith("/services/"):
            return self.chat.announce(body)
        if path.startswith("/rest/"):
            return self.jira.answer(method, path, query, body)
        if path.startswith("/api/now/"):
            return self.servicenow.answer(method, path, query, body)
        return self.status, {}

    def slack(self, method: str, query: Any, body: bytes, token: str) -> dict[str, Any]:
        if (self.headers[-1].get("content-type") or "").startswith("application/json"):
            told = json.loads(body)
        else:
            told = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        told |= {name: values[0] for name, values in query.items()}
        return self.chat.answer(method, told, token)


@contextmanager
def systems(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Systems]:
    kept = Systems()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.serve("GET")

        def do_POST(self) -> None:
            self.serve("POST")

        def do_PATCH(self) -> None:
            self.serve("PATCH")

        def serve(self, method: str) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            parts = urlsplit(self.path)
            kept.asked.append((method, parts.path))
            kept.headers.append({name.lower(): value for name, value in self.headers.items()})
            kept.bodies.append(body)
            query = parse_qs(parts.query)
            kept.queries.append(query)
            token = (self.headers["Authorization"] or "").removeprefix("Bearer ")
            status, told = 0.0, None
            more: dict[str, str] = {}
            if kept.troubles:
                status, more = kept.troubles.pop(0)
            if 0 < status < 1:
                time.sleep(status)
            if status < 1:
                status, told = kept.answer(method, parts.path, query, body, token)
            data = told.encode() if isinstance(told, str) else json.dumps(told).encode()
            self.send_response(int(status))
            for name, value in {**more, "Content-Length": str(len(data))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Silent."""

    with serving_tls(HOST, Handler, folder, monkeypatch) as served:
        kept.port = served.port
        kept.certificate = served.certificate
        kept.jira.base = kept.url()
        yield kept


def make_adapter(kind: str, base_url: str, *, secret: str = "s3cret", **facts: Any) -> Adapter:
    return Adapter.objects.create(
        **{
            "name": kind,
            "kind": kind,
            "base_url": base_url,
            "account": "bot@example.com",
            "place": "OPS",
            "sealed_secret": seal(secret),
            **facts,
        }
    )
