"""Programs that others wrote, pointed at us by what our pages say to paste."""

import json
import shutil
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from wsgiref.simple_server import make_server

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from pytest_django import Settings

from incidents.alerts.intake.pasting import snippets
from incidents.alerts.models import Alert, AlertStatus, Integration
from incidents.record.models import Change
from portal.clock import clock
from tests.loopback import _Quiet, serving_django
from tests.make_sources import LATER, make_source, secret_of
from tests.running import eventually, free_port

pytestmark = [pytest.mark.django_db, pytest.mark.processes]

ALERTMANAGER, AMTOOL = shutil.which("prometheus-alertmanager"), shutil.which("amtool")
needs_alertmanager = pytest.mark.skipif(
    not (ALERTMANAGER and AMTOOL), reason="Debian's prometheus-alertmanager is not installed"
)


@contextmanager
def alertmanager(folder: Path, config: str) -> Iterator[str]:
    assert ALERTMANAGER is not None
    port, file = free_port(), folder / "alertmanager.yml"
    file.write_text(config)
    checked = subprocess.run(
        [str(AMTOOL), "check-config", file], check=False, capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [
                ALERTMANAGER,
                f"--config.file={file}",
                f"--storage.path={folder / 'data'}",
                f"--web.listen-address=127.0.0.1:{port}",
                "--cluster.listen-address=",
            ],
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def amtool(base: str, *words: str) -> bool:
    done = subprocess.run(
        [str(AMTOOL), "--alertmanager.url", base, "alert", "add", *words],
        check=False,
        capture_output=True,
    )
    return done.returncode == 0


def pasted(integration: Integration) -> str:
    """The alertmanager.yml of the integration's page, in a hurry."""
    of_file = [
        one for one in snippets(integration, secret=secret_of(integration.kind))
        if one.where == "alertmanager.yml"
    ]  # fmt: skip
    text = of_file[0].text
    if "route:" not in text:
        text += "route:\n  receiver: allclear\n  group_by: [alertname, service]\n"
    return text + "  group_wait: 0s\n  group_interval: 1s\n"


@needs_alertmanager
@pytest.mark.parametrize("kind", ["alertmanager", "pagerduty"])
def test_alertmanager_fires_and_resolves(kind: str, tmp_path: Path, settings: Settings) -> None:
    integration = make_source(kind)
    with serving_django() as url:
        settings.SITE_URL = url
        with alertmanager(tmp_path, pasted(integration)) as base:
            labels = ["PaymentErrors", "service=checkout", "severity=critical"]
            note = "--annotation=summary=Half of card payments fail"
            eventually(lambda: amtool(base, *labels, note), within=20, what="firing")
            eventually(integration.inbox.exists, within=20, what="the alert's arrival")
            over = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
            assert amtool(base, *labels, note, f"--end={over}")

            def both_came() -> bool:
                clock.ring_due(at=LATER)
                return Alert.objects.filter(status=AlertStatus.RESOLVED).exists()

            eventually(both_came, within=30, what="the end of the alert")

    found = Alert.objects.get()
    assert "PaymentErrors" in json.dumps(found.labels) + found.title
    assert not integration.refusals.exists()


RUN = {
    "pdpyras": """
import pdpyras
one = pdpyras.EventsAPISession(KEY); one.url = URL
key = one.trigger("Disk full", "db1", severity="warning", custom_details={"free": "1%"})
one.acknowledge(key)
one.trigger("Shop is down", "web", dedup_key="shop"); one.resolve("shop")
two = pdpyras.ChangeEventsAPISession(KEY); two.url = URL
two.submit("Build 77", source="ci", custom_details={"version": "1.2"})
""",
    "pagerduty": """
import pagerduty
one = pagerduty.EventsApiV2Client(KEY, base_url=URL)
key = one.trigger("Disk full", "db1", severity="warning", custom_details={"free": "1%"})
one.acknowledge(key)
one.trigger("Shop is down", "web", dedup_key="shop"); one.resolve("shop")
one.submit("Build 77", source="ci", timestamp="2026-11-19T11:00:00Z",
           custom_details={"version": "1.2"})
""",
}


@contextmanager
def serving_tls(folder: Path) -> Iterator[tuple[str, Path]]:
    """Django behind a certificate of a CA of our own, whose file comes with the address."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    authority, secret = folder / "ca.pem", folder / "key.pem"
    authority.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    ours, django = connections["default"], WSGIHandler()
    ours.inc_thread_sharing()
    ours.close_if_unusable_or_obsolete = lambda: None  # type: ignore[method-assign]

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        connections["default"] = ours
        return django(environ, start_response)

    server = make_server("127.0.0.1", 0, answer, handler_class=_Quiet)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority, secret)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"https://localhost:{server.server_port}", authority
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        del ours.close_if_unusable_or_obsolete
        ours.dec_thread_sharing()


@pytest.mark.parametrize("program", ["pdpyras", "pagerduty"])
def test_pagerdutys_own_clients_are_content(program: str, tmp_path: Path) -> None:
    integration = make_source("pagerduty")
    with serving_tls(tmp_path) as (url, authority):
        text = f"KEY, URL = {secret_of('pagerduty')!r}, {url!r}\n{RUN[program]}"
        trusting = {"SSL_CERT_FILE": str(authority), "REQUESTS_CA_BUNDLE": str(authority)}
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", text],
            check=False,
            capture_output=True,
            text=True,
            env={**trusting, "PATH": "/usr/bin"},
            timeout=60,
        )
    clock.ring_due(at=LATER)

    assert done.returncode == 0, done.stderr
    found = {one.title: one for one in Alert.objects.all()}
    assert found["Disk full"].acknowledged_at is not None
    assert found["Disk full"].status == AlertStatus.FIRING
    assert found["Shop is down"].status == AlertStatus.RESOLVED
    assert Change.objects.get().version == "1.2"
    assert not integration.refusals.exists()


APPRISE = """
import apprise
from apprise.plugins import pagerduty
pagerduty.PAGERDUTY_API_LOOKUP = dict.fromkeys(pagerduty.PAGERDUTY_API_LOOKUP, URL + "/v2/enqueue")
one = apprise.Apprise()
assert one.add(f"pagerduty://{KEY}@apikey/web/checkout")
assert one.notify(title="Shop is down", body="Nobody can pay", notify_type="failure")
two = apprise.Apprise()
assert two.add(URL.replace("http://", "json://") + "/in/json/?+Authorization=Bearer " + TOKEN)
assert two.notify(title="Disk full", body="db1", notify_type="warning")
"""


def test_apprise_is_content() -> None:
    for kind in ("pagerduty", "json"):
        make_source(kind)
    with serving_django() as url:
        known = f"URL, KEY, TOKEN = {url!r}, {secret_of('pagerduty')!r}, {secret_of('json')!r}\n"
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", known + APPRISE],
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )
    clock.ring_due(at=LATER)

    assert done.returncode == 0, done.stdout + done.stderr
    titles = sorted(Alert.objects.values_list("title", flat=True))
    assert len(titles) == 2, titles
    assert "Disk full" in titles
