"""From the commit of an update to its bytes at a visitor, with years behind the page: 300
components, 1,000 past notices. Readers are measured with and without it going on."""

import http.client
import time
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

from django.db import connection

from portal.clock.now import database_now
from statuspage import published
from statuspage.models import Page
from statuspage.models.page import LANGUAGES
from statuspage.snapshot.publishing import publish_site
from statuspage.values import NoticeWords
from tests.bench import example
from tests.bench.figures import Figures
from tests.bench.load import Load, wrk
from tests.bench.stage import Stage
from tests.bench.web import granian

COMPONENTS, NOTICES = 300, 1000
READERS = 4
LOOK_EVERY = 0.01
ROUNDS = 3
FACTS = {"by_name": "Example"}


def measure(stage: Stage) -> Figures:
    found = Figures()
    example.fill_much(components=COMPONENTS, notices=NOTICES)
    began = time.perf_counter()
    publish_site(anyway=True)
    first = time.perf_counter() - began
    found.within("first rendering, 1,000 notices", ours=first, goal=5, unit="s")
    ids = [one.public_id for one in published.components()]
    opened = published.open_notice(
        title="Running",
        words=NoticeWords("identified", *example.WORDS, components={ids[0]: "partial_outage"}),
        started_at=database_now(),
        key="running",
        at=database_now(),
        **FACTS,
    )
    with granian(stage) as (url, pid):
        times = stage.of(60, 300)
        took = sorted(time_to_the_bytes(url, opened.public_id, place) for place in range(times))
        found.within(
            "publish → visible, p99", ours=took[int(times * 0.99)], goal=1, unit="s",
            note=f"median {took[times // 2]:.2f} s of {times}",
        )  # fmt: skip
        measure_readers(stage, found, url, pid, opened.public_id)
        speak_all(stage, found, url, opened.public_id)
    return found


def speak_all(stage: Stage, found: Figures, url: str, public_id: str) -> None:
    """The same with the page in four languages, its own first."""
    Page.objects.update(languages=list(LANGUAGES))
    publish_site(anyway=True)
    times = stage.of(20, 100)
    took = sorted(time_to_the_bytes(url, public_id, 1000 + place) for place in range(times))
    found.within(
        "publish → visible, four languages, p99", ours=took[int(times * 0.99)], goal=1, unit="s",
        note=f"median {took[times // 2]:.2f} s of {times}",
    )  # fmt: skip


def post(public_id: str, word: str) -> None:
    facts: dict[str, Any] = {**FACTS, "at": database_now()}
    published.post_update(
        public_id=public_id, words=NoticeWords("identified", word), key=word, **facts
    )


def time_to_the_bytes(url: str, public_id: str, place: int) -> float:
    """Seconds from before the update is written until a visitor reads it."""
    word = f"This is word number {place} of many."
    line = http.client.HTTPConnection(urlsplit(url).netloc, timeout=5)
    began = time.perf_counter()
    post(public_id, word)
    while True:
        line.request("GET", "/")
        if word.encode() in line.getresponse().read():
            line.close()
            return time.perf_counter() - began
        time.sleep(LOOK_EVERY)


def measure_readers(stage: Stage, found: Figures, url: str, pid: int, public_id: str) -> None:
    """Quiet and busy in turn; each by its best round."""
    quiet: list[Load] = []
    busy: list[Load] = []
    for number in range(ROUNDS):
        quiet.append(read(stage, url, pid))
        stop = Event()
        publisher = Thread(target=publish_on, args=(public_id, number, stop))
        publisher.start()
        busy.append(read(stage, url, pid))
        stop.set()
        publisher.join()
    found.at_most(
        "readers' p99 during rebuilds",
        ours=min(one.p99 for one in busy),
        reference=min(one.p99 for one in quiet),
        goal=2,
        unit="ms",
    )
    failed = sum(one.failed for one in [*quiet, *busy])
    found.within("readers' answers but 2xx", ours=failed, goal=0, unit="")


def read(stage: Stage, url: str, pid: int) -> Load:
    seconds, gzip = stage.of(4, 15), {"Accept-Encoding": "gzip"}
    return wrk(f"{url}/", pid, seconds=seconds, connections=READERS, headers=gzip)


def publish_on(public_id: str, round_number: int, stop: Event) -> None:
    """An update a second, as fast as an incident ever writes them."""
    place = 0
    while not stop.wait(1.0):
        place += 1
        post(public_id, f"Round {round_number}, word {place}.")
    connection.close()
