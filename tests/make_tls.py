"""HTTPS on loopback, under a name of the open internet."""

import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from portal.post.channels import outside


@dataclass(frozen=True)
class Served:
    port: int
    certificate: str


@contextmanager
def serving_tls(
    host: str, handler: type[BaseHTTPRequestHandler], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Served]:
    """The name resolves to this machine, and its certificate is trusted, for one test."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out",
         str(certificate), "-days", "2", "-subj", f"/CN={host}", "-addext",
         f"subjectAltName=DNS:{host}"],
        check=True, capture_output=True,
    )  # fmt: skip
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setattr(outside, "ALLOWED_PORTS", frozenset({443, 8443, server.server_port}))
    monkeypatch.setattr(outside, "public_address", lambda host, port: "127.0.0.1")
    try:
        yield Served(server.server_port, str(certificate))
    finally:
        server.shutdown()
        server.server_close()
