"""A storm: 10,000 alerts a minute from 20 senders, each sent up to five times, while all of
it is worked in; one incident and one page a person come of it."""

import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from itertools import count
from threading import Lock
from urllib.parse import urlsplit

from django.utils import timezone

from incidents.alerts.actions.issue_integration import issue_integration
from incidents.alerts.models import Alert, InboxItem, Rule
from incidents.catalog.models import Service, Team
from incidents.oncall.models import Page
from incidents.record.models import Incident
from tests.bench.figures import Figures
from tests.bench.load import timekeeper
from tests.bench.stage import Stage
from tests.bench.web import granian
from tests.make_alerts import alert, notification
from tests.make_oncall import make_ladder, make_rotation
from tests.make_people import make_user
from tests.running import eventually

A_SECOND = 10_000 / 60
SENDERS = 20
MOST_TIMES = 5
GROUPS = 8
SEED = 20261121
ACCEPTED = 202
SERVER_ERROR = 500

Send = tuple[float, bytes]
Answer = tuple[float, int]


def measure(stage: Stage) -> Figures:
    found = Figures()
    integration, secret = issue_integration(name="Storm", by=None, at=timezone.now())
    seconds = stage.of(20, 300)
    person = make_user("Tom", "Responder")
    make_ladder(make_rotation(person))
    team = Team.objects.create(slug="storm", name="Storm")
    service = Service.objects.create(name="Storm", slug="storm", team=team, critical_path=True)
    Rule.objects.create(integration=integration, service=service)
    number = int(seconds * A_SECOND)
    with granian(stage) as (url, _), timekeeper(stage.folder / "storm.log"):
        answers = send_all(url, secret, sends(number))
        began = time.monotonic()
        eventually(lambda: not InboxItem.objects.waiting().exists(), within=120, what="folding")
        behind = time.monotonic() - began
    slowest = sorted(took for took, _ in answers)[int(len(answers) * 0.99)]
    what = f"storm of {number:,} alerts in {seconds} s"
    found.exactly(f"{what}, alerts kept", ours=Alert.objects.count(), goal=number)
    bad = sum(status != ACCEPTED for _, status in answers)
    sent = f"{len(answers):,} sent"
    errors = sum(status >= SERVER_ERROR for _, status in answers)
    found.within(f"{what}, answers 5xx", ours=errors, goal=0, unit="", note=sent)
    found.within(f"{what}, answers not 202", ours=bad, goal=0, unit="", note=sent)
    found.within(f"{what}, p99 of an answer", ours=slowest * 1000, goal=250, unit="ms", note=sent)
    found.within(f"{what}, worked in after the last", ours=behind, goal=60, unit="s")
    found.exactly(f"{what}, incidents", ours=Incident.objects.count(), goal=1)
    found.exactly(f"{what}, pages to one person", ours=Page.objects.count(), goal=1)
    lost = Alert.objects.filter(incident=None).count()
    found.exactly(f"{what}, alerts outside the incident", ours=lost, goal=0)
    return found


def sends(number: int) -> list[Send]:
    """When which body goes out: each alert at its time, and up to four times within 2 s."""
    chance = random.Random(SEED)
    planned = []
    for place in range(number):
        body = notification(alert(f"storm-{place}"), group=f"group {place % GROUPS}")
        due = place / A_SECOND
        planned.append((due, body))
        again = range(chance.randrange(MOST_TIMES))
        planned += [(due + chance.uniform(0, 2), body) for _ in again]
    return sorted(planned)


def send_all(url: str, secret: str, planned: Sequence[Send]) -> list[Answer]:
    """Seconds and status of every answer, in no order; each sender waits for its answer."""
    places, lock, began = count(), Lock(), time.monotonic()

    def sender(_: int) -> list[Answer]:
        answers: list[Answer] = []
        line = HTTPConnection(urlsplit(url).netloc, timeout=30)
        while True:
            with lock:
                place = next(places)
            if place >= len(planned):
                line.close()
                return answers
            due, body = planned[place]
            time.sleep(max(0.0, began + due - time.monotonic()))
            answers.append(post(line, body, secret))

    with ThreadPoolExecutor(SENDERS) as pool:
        return [answer for answers in pool.map(sender, range(SENDERS)) for answer in answers]


def post(line: HTTPConnection, body: bytes, secret: str) -> Answer:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {secret}"}
    began = time.perf_counter()
    try:
        line.request("POST", "/in/alertmanager/", body, headers)
        answer = line.getresponse()
        answer.read()
    except (OSError, HTTPException):
        line.close()
        return time.perf_counter() - began, 0
    return time.perf_counter() - began, answer.status
