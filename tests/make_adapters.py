"""Systems that Allclear writes to, on loopback: they keep what they made."""

import json
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from incidents.command.models import Adapter
from portal.post.channels import outside
from portal.sealing import seal

HOST = "systems.example.com"


@dataclass
class Systems:
    """Slack, Jira, ServiceNow, a Teams workflow and a plain endpoint in one; `troubles` are
    answers given before it behaves: a status, or seconds of silence below 1."""

    port: int = 0
    troubles: list[tuple[float, dict[str, str]]] = field(default_factory=list)
    refuses: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    channels: list[dict[str, Any]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    invited: list[str] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)

    def url(self, path: str = "") -> str:
        return f"https://{HOST}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [path for _, path in self.asked]

    def answer(self, method: str, path: str, query: Any, body: bytes) -> tuple[int, Any]:
        if path.startswith("/slack/"):
            form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            return 200, self.slack(path.removeprefix("/slack/"), form)
        if path.startswith("/rest/"):
            return self.jira(method, path, query, body)
        if path.startswith("/api/now/"):
            return self.servicenow(method, query, body)
        return 202, {}

    def slack(self, method: str, form: dict[str, str]) -> dict[str, Any]:  # noqa: PLR0911
        if self.refuses:
            return {"ok": False, "error": self.refuses}
        if method == "auth.test":
            return {"ok": True, "team": "Northwind", "user": "allclear"}
        if method == "conversations.create":
            if any(one["name"] == form["name"] for one in self.channels):
                return {"ok": False, "error": "name_taken"}
            made = {"id": f"C{len(self.channels)}", "name": form["name"], "topic": {"value": ""}}
            self.channels.append(made)
            return {"ok": True, "channel": made}
        if method == "conversations.list":
            at = int(form.get("cursor") or 0)
            more = str(at + 1) if at + 1 < len(self.channels) else ""
            shown = self.channels[at : at + 1]
            return {"ok": True, "channels": shown, "response_metadata": {"next_cursor": more}}
        if method == "chat.postMessage":
            self.said.append(form["text"])
            return {"ok": True, "ts": "1.2"}
        if method == "conversations.invite":
            self.invited.append(form["users"])
        if method == "conversations.setTopic":
            channel = next(one for one in self.channels if one["id"] == form["channel"])
            channel["topic"] = {"value": form["topic"]}
        return {"ok": True}

    def jira(self, method: str, path: str, query: Any, body: bytes) -> tuple[int, Any]:
        if self.refuses:
            return 400, {"errorMessages": [], "errors": {"project": self.refuses}}
        if path == "/rest/api/2/search/jql":
            return 404, {}
        if path == "/rest/api/2/search":
            found = [one for one in self.issues if one["labels"][0] in query["jql"][0]]
            return 200, {"issues": found}
        if method == "POST":
            fields = json.loads(body)["fields"]
            self.issues.append({"key": f"OPS-{len(self.issues) + 1}", **fields})
            return 201, {"key": self.issues[-1]["key"]}
        return 200, {"displayName": "Bot"}

    def servicenow(self, method: str, query: Any, body: bytes) -> tuple[int, Any]:
        if method == "POST":
            row = {**json.loads(body), "number": f"INC{len(self.rows)}", "sys_id": "abc"}
            self.rows.append(row)
            return 201, {"result": row}
        wanted = query.get("sysparm_query", [""])[0].removeprefix("correlation_id=")
        return 200, {"result": [one for one in self.rows if one["correlation_id"] == wanted]}


@contextmanager
def systems(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Systems]:
    """The name resolves to this machine, and its certificate is trusted, for one test."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out",
         str(certificate), "-days", "2", "-subj", f"/CN={HOST}", "-addext",
         f"subjectAltName=DNS:{HOST}"],
        check=True, capture_output=True,
    )  # fmt: skip
    kept = Systems()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.serve("GET")

        def do_POST(self) -> None:
            self.serve("POST")

        def serve(self, method: str) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            parts = urlsplit(self.path)
            kept.asked.append((method, parts.path))
            kept.headers.append({name.lower(): value for name, value in self.headers.items()})
            kept.bodies.append(body)
            status, told = 0.0, None
            more: dict[str, str] = {}
            if kept.troubles:
                status, more = kept.troubles.pop(0)
            if 0 < status < 1:
                time.sleep(status)
            if status < 1:
                status, told = kept.answer(method, parts.path, parse_qs(parts.query), body)
            data = json.dumps(told).encode()
            self.send_response(int(status))
            for name, value in {**more, "Content-Length": str(len(data))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    kept.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setattr(outside, "ALLOWED_PORTS", frozenset({443, 8443, kept.port}))
    monkeypatch.setattr(outside, "public_address", lambda host, port: "127.0.0.1")
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()


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
