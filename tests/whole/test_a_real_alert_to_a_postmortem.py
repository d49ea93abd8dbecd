"""The whole way with real programs: Alertmanager, Allclear, a mail server.

Nothing is moved by hand but time, and time only in the rows of the clock.
"""

import json
import re
import shutil
import subprocess
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import Message as Mail
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from portal.people.demo import PASSWORD
from tests.make_post import MailSink, parts
from tests.running import RunningAllclear, eventually, free_port, running_allclear

CUSTOMER = "customer@example.org"
ALERTMANAGER = shutil.which("prometheus-alertmanager") or "/usr/bin/prometheus-alertmanager"
pytestmark = [pytest.mark.processes, pytest.mark.django_db(databases=[])]


class Reader:
    """A browser without script: keeps cookies, sends the forms it is shown."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        with self.opener.open(self.base + path, timeout=10) as answer:
            text: str = answer.read().decode()
        return text

    def send(self, page: str, action: str, **fields: str | list[str]) -> str:
        shown = self.get(page)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown)
        body = {"csrfmiddlewaretoken": token.group(1) if token else "", **fields}
        data = urllib.parse.urlencode(body, doseq=True).encode()
        request = urllib.request.Request(self.base + action, data, {"Referer": self.base + page})
        with self.opener.open(request, timeout=10) as answer:
            text: str = answer.read().decode()
        return text

    def sign_in(self, email: str) -> None:
        self.send("/account/login/", "/account/login/", login=email, password=PASSWORD)


def value_of(name: str, page: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"the form has no {name}"
    return found.group(1)


@contextmanager
def alertmanager(folder: Path, target: str) -> Iterator[str]:
    port = free_port()
    config = folder / "alertmanager.yml"
    config.write_text(
        f"""
route: {{receiver: allclear, group_by: [alertname], group_wait: 0s, group_interval: 1s}}
receivers:
  - name: allclear
    webhook_configs:
      - url: {target}/in/alertmanager/
        http_config: {{authorization: {{credentials: demo-alertmanager-secret}}}}
"""
    )
    with (folder / "alertmanager.log").open("wb") as log:
        process = subprocess.Popen(
            [
                ALERTMANAGER,
                f"--config.file={config}",
                f"--storage.path={folder / 'alertmanager'}",
                f"--web.listen-address=127.0.0.1:{port}",
                "--cluster.listen-address=",
            ],
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        base = f"http://127.0.0.1:{port}"

        def ready() -> bool:
            try:
                urllib.request.urlopen(f"{base}/-/ready", timeout=1).close()
            except OSError:
                return False
            return True

        eventually(ready, within=20, what="Alertmanager's start")
        yield base
    finally:
        process.terminate()
        process.wait(10)


def fire(base: str) -> None:
    alert = {
        "labels": {"alertname": "PaymentErrors", "service": "checkout", "severity": "high"},
        "annotations": {"summary": "Half of card payments fail"},
        "startsAt": datetime.now(UTC).isoformat(),
    }
    request = urllib.request.Request(
        f"{base}/api/v2/alerts",
        json.dumps([alert]).encode(),
        {"Content-Type": "application/json"},
    )
    urllib.request.urlopen(request, timeout=5).close()


def mails_named(sink: MailSink, *words: str) -> list[Mail]:
    return [
        one
        for one in sink.mails
        if all(word in str(one["Subject"]).replace("\n", "") for word in words)
    ]


def subscribe(stranger: Reader, sink: MailSink) -> None:
    stranger.send("/", "/subscribe/ask/", email=CUSTOMER)
    eventually(lambda: sink.to(CUSTOMER), within=10, what="the confirmation")
    link = re.search(r"http\S+/subscribe/confirm/\S+", parts(sink.to(CUSTOMER)[0])[0])
    assert link
    stranger.send("/", link.group(0).removeprefix(stranger.base))


def incident_from_the_alert(allclear: RunningAllclear) -> str:
    found = "SELECT number FROM record_incident WHERE source = 'alertmanager'"
    eventually(lambda: allclear.sql(found), within=20, what="an incident from the alert")
    return f"INC-{allclear.sql(found)[0][0]}"


def acknowledge(stranger: Reader, sink: MailSink, reference: str) -> None:
    words = ("Page: SEV1 Half of card payments fail", f"({reference})")

    def toms() -> list[Mail]:
        return [one for one in mails_named(sink, *words) if "tom@" in str(one["To"])]

    eventually(toms, within=20, what="Tom's page")
    page = toms()[0]
    answer = re.search(r"http\S+/portal/pages/\S+/", parts(page)[0])
    assert answer
    stranger.send("/", answer.group(0).removeprefix(stranger.base), answer="acknowledge")


def tell_customers(allclear: RunningAllclear, reference: str) -> None:
    mei = Reader(allclear.url)
    mei.sign_in("mei@northwind.example")
    path = f"/portal/incidents/{reference}/updates/"
    customers = str(allclear.sql("SELECT id FROM comms_audience WHERE public")[0][0])
    mei.send(
        path,
        path,
        key=value_of("key", mei.get(path)),
        audiences=customers,
        title="Card payments fail",
        status="About half of card payments fail. We are on it.",
        tell_subscribers="on",
    )


def resolve(allclear: RunningAllclear, reference: str, words: str) -> None:
    priya = Reader(allclear.url)
    priya.sign_in("priya@northwind.example")
    path = f"/portal/incidents/{reference}/resolution/"
    version = value_of("version", priya.get(path))
    verified = "Ten test payments passed; success is back at 99.5 %."
    priya.send(path, path, verified=verified, words=words, version=version)


def dismiss(allclear: RunningAllclear, reference: str) -> None:
    priya = Reader(allclear.url)
    priya.sign_in("priya@northwind.example")
    path = f"/portal/incidents/{reference}/dismissal/"
    priya.send(path, path, reason="The demo's own story.")


def test_the_whole_way(tmp_path: Path) -> None:
    with (
        MailSink() as sink,
        running_allclear(tmp_path / "var", EMAIL_URL=sink.url) as allclear,
        alertmanager(tmp_path, allclear.url) as monitoring,
    ):
        dismiss(allclear, "INC-2")  # the demo's own trouble at Checkout
        stranger = Reader(allclear.url)
        subscribe(stranger, sink)

        fire(monitoring)
        reference = incident_from_the_alert(allclear)
        acknowledge(stranger, sink, reference)
        answered = "SELECT state FROM oncall_page WHERE via = 'link' AND answered_at > now() - %s"
        assert allclear.sql(f"{answered}::interval", "1 min") == [("acknowledged",)]

        tell_customers(allclear, reference)
        public = "About half of card payments fail"
        eventually(lambda: public in stranger.get("/"), within=1, what="the public word")
        eventually(lambda: len(sink.to(CUSTOMER)) == 2, within=10, what="the customer's mail")

        allclear.sql("UPDATE comms_promise SET due_at = now() WHERE state = 'open'")
        allclear.make_due("comms.due")
        held = "no change since"
        eventually(lambda: held in stranger.get("/"), within=10, what="the holding update")
        late = "SELECT count(*) FROM comms_promise WHERE state = 'late' AND update_id IS NOT NULL"
        assert allclear.sql(late) != [(0,)]

        resolve(allclear, reference, "Card payments work again.")
        last = "Card payments work again"
        eventually(
            lambda: last in parts(sink.to(CUSTOMER)[-1])[0], within=10, what="the end by mail"
        )

        allclear.make_due("learning.reminder")
        eventually(
            lambda: mails_named(sink, "Postmortem"), within=10, what="the postmortem reminder"
        )
        assert "hold" in allclear.manage("verify_audit")
