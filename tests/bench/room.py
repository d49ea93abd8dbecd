"""A room watched by 200 people: what an idle poll costs, and when a new line is on every
screen. Each watcher asks as the page does, two seconds after the last answer."""

import random
import re
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from threading import Event
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from incidents.record.actions.add_entry import add_entry
from incidents.record.models import Incident
from tests.bench.figures import Figures
from tests.bench.load import ROOT, wrk
from tests.bench.stage import Stage
from tests.bench.web import granian
from tests.make_people import make_user
from tests.make_record import make_incident

WATCHERS = 200
PERSONS = 20
EVERY = 2.0
NOTHING_NEW = 204
SETTLING = 3

Seen = dict[int, float]


def measure(stage: Stage) -> Figures:
    found = Figures()
    page = (ROOT / "templates/incidents/command/_poll.html").read_text()
    assert f'hx-trigger="every {EVERY:.0f}s"' in page, "The page asks at another pace."
    incident = make_incident("Checkout fails", by=None)
    for number in range(50):
        write(incident, f"Line {number}.")
    people = [make_user(f"Watcher {number}", "Responder") for number in range(PERSONS)]
    clients = [Client(headers={"host": "127.0.0.1"}) for _ in range(WATCHERS)]
    for number, client in enumerate(clients):
        client.force_login(people[number % PERSONS])
    cookies = [f"{settings.SESSION_COOKIE_NAME}={session_of(client)}" for client in clients]
    found.exactly("idle poll, queries", ours=queries_of_a_poll(clients[0], incident), goal=1)
    path = timeline(incident, incident_now(incident).last_seq)
    with granian(stage) as (url, pid):
        alone = wrk(f"{url}{path}", pid, seconds=3, connections=2, headers={"Cookie": cookies[0]})
        found.within("idle poll, median", ours=alone.median, goal=5, unit="ms")
        many = wrk(f"{url}{path}", pid, seconds=3, connections=8, headers={"Cookie": cookies[0]})
        found.at_least(
            "idle polls a second", ours=many.rate, reference=WATCHERS / EVERY, goal=2, unit="/s"
        )
        late = watch(stage, url, incident, cookies)
    note = f"{WATCHERS} watchers, {len(late)} lines"
    found.within("new line on every screen", ours=max(late), goal=3, unit="s", note=note)
    return found


def write(incident: Incident, body: str) -> int:
    at = timezone.now()
    return add_entry(incident=incident, kind="note", body=body, by=None, at=at).seq


def incident_now(incident: Incident) -> Incident:
    return Incident.objects.get(pk=incident.pk)


def session_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def timeline(incident: Incident, after: int) -> str:
    return f"/portal/incidents/{incident.reference}/timeline/?after={after}"


def queries_of_a_poll(client: Client, incident: Incident) -> int:
    path = timeline(incident, incident_now(incident).last_seq)
    for _ in range(SETTLING):
        client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == NOTHING_NEW
    return len(asked)


def watch(stage: Stage, url: str, incident: Incident, cookies: list[str]) -> list[float]:
    """For each line written, seconds until the last watcher had it."""
    stop = Event()
    first = incident_now(incident).last_seq
    written: Seen = {}
    with ThreadPoolExecutor(WATCHERS) as pool:
        jobs = [
            pool.submit(watcher, urlsplit(url).netloc, incident, cookie, first, stop)
            for cookie in cookies
        ]
        time.sleep(3 * EVERY)
        for number in range(stage.of(5, 30)):
            began = time.monotonic()
            written[write(incident, f"News {number}.")] = began
            time.sleep(2 * EVERY)
        stop.set()
        screens = [job.result() for job in jobs]
    return [max(screen[seq] for screen in screens) - began for seq, began in written.items()]


def watcher(host: str, incident: Incident, cookie: str, after: int, stop: Event) -> Seen:
    """When each line beyond `after` was first seen."""
    seen: Seen = {}
    line = HTTPConnection(host, timeout=30)
    stop.wait(random.uniform(0, EVERY))
    while not stop.is_set():
        line.request("GET", timeline(incident, after), headers={"Cookie": cookie})
        answer = line.getresponse()
        body = answer.read()
        if answer.status != NOTHING_NEW:
            newest = re.search(rb'data-newest="(\d+)"', body)
            assert newest, f"{answer.status} {body[:200]!r}"
            for seq in range(after + 1, int(newest[1]) + 1):
                seen[seq] = time.monotonic()
            after = int(newest[1])
        stop.wait(EVERY)
    line.close()
    return seen
