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
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from portal.people.demo import PASSWORD
from tests.make_post import MailSink, parts
from tests.running import RunningAllclear, eventually, free_port, running_allclear

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


def clear_demo_incidents(allclear: RunningAllclear) -> None:
    """The demo's own Checkout incident would take the alert in: end it first."""
    priya = Reader(allclear.url)
    priya.sign_in("priya@northwind.example")
    page = "/portal/incidents/INC-2/resolution/"
    priya.send(
        page,
        page,
        verified="Test payments pass.",
        words="Payments work.",
        version=value_of("version", priya.get(page)),
    )


def test_the_whole_way(tmp_path: Path) -> None:
    with (
        MailSink() as sink,
        running_allclear(tmp_path / "var", EMAIL_URL=sink.url) as allclear,
        alertmanager(tmp_path, allclear.url) as monitoring,
    ):
        clear_demo_incidents(allclear)
        stranger = Reader(allclear.url)
        stranger.send("/", "/subscribe/ask/", email="customer@example.org")
        eventually(lambda: sink.to("customer@example.org"), within=10, what="the confirmation")
        (confirmation,) = sink.to("customer@example.org")
        link = re.search(r"http\S+/subscribe/confirm/\S+", parts(confirmation)[0])
        assert link
        stranger.send("/", link.group(0).removeprefix(allclear.url))

        fire(monitoring)
        found = "SELECT number FROM record_incident WHERE source = 'alertmanager'"
        eventually(lambda: allclear.sql(found), within=20, what="an incident from the alert")
        reference = f"INC-{allclear.sql(found)[0][0]}"

        paged = f"({reference})"
        eventually(
            lambda: [
                one
                for one in sink.mails
                if f"Page: SEV1 Half of card payments fail {paged}"
                in str(one["Subject"]).replace("\n", "")
            ],
            within=10,
            what="the page",
        )
        page = next(
            one for one in sink.mails if paged in str(one["Subject"]) and "tom@" in str(one["To"])
        )
        answer = re.search(r"http\S+/portal/pages/\S+/", parts(page)[0])
        assert answer
        stranger.send("/", answer.group(0).removeprefix(allclear.url), answer="acknowledge")
        state = "SELECT state FROM oncall_page WHERE answered_at IS NOT NULL AND via = 'link'"
        assert ("acknowledged",) in allclear.sql(state)

        mei = Reader(allclear.url)
        mei.sign_in("mei@northwind.example")
        path = f"/portal/incidents/{reference}/updates/"
        form = mei.get(path)
        customers = str(allclear.sql("SELECT id FROM comms_audience WHERE public")[0][0])
        mei.send(
            path,
            path,
            key=value_of("key", form),
            audiences=customers,
            title="Card payments fail",
            status="About half of card payments fail. We are on it.",
            tell_subscribers="on",
        )
        eventually(
            lambda: "About half of card payments fail" in stranger.get("/"),
            within=2,
            what="the update in the public bytes",
        )
        eventually(
            lambda: len(sink.to("customer@example.org")) == 2,
            within=10,
            what="the subscriber's mail",
        )

        allclear.make_due("comms.due")
        eventually(
            lambda: (
                "sent automatically" in stranger.get("/").lower()
                or "no change since" in stranger.get("/")
            ),
            within=10,
            what="the holding update",
        )
        late = "SELECT count(*) FROM comms_promise WHERE state = 'late' AND update_id IS NOT NULL"
        assert allclear.sql(late) != [(0,)]

        priya = Reader(allclear.url)
        priya.sign_in("priya@northwind.example")
        resolving = f"/portal/incidents/{reference}/resolution/"
        priya.send(
            resolving,
            resolving,
            verified="Ten test payments passed; success is back at 99.5 %.",
            words="Card payments work again.",
            version=value_of("version", priya.get(resolving)),
        )
        eventually(
            lambda: "Card payments work again" in parts(sink.to("customer@example.org")[-1])[0],
            within=10,
            what="the end in the subscriber's mailbox",
        )

        allclear.make_due("learning.reminder")
        eventually(
            lambda: [one for one in sink.mails if "Postmortem" in str(one["Subject"])],
            within=10,
            what="the postmortem reminder",
        )
        assert "hold" in allclear.manage("verify_audit")
