"""A bucket holds so much for all processes together, and strangers cannot pretend."""

import multiprocessing
from datetime import timedelta
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

import pytest
from django.db import connection, connections
from django.test import RequestFactory
from pytest_django import Settings

from portal.web.limits import client_network, hidden, take
from portal.web.models import RateBucket
from tests.make_record import NOON

PROCESSES, POSTS, LIMIT = 8, 200, 10
HOUR = timedelta(hours=1)


def take_many(ready: Barrier, taken: "Queue[int]") -> None:
    """What one process does; it has a connection of its own."""
    ready.wait(30)
    count = sum(take("post", limit=LIMIT, within=HOUR, at=NOON) for _ in range(POSTS))
    connection.close()
    taken.put(count)


@pytest.mark.django_db(transaction=True)
def test_eight_processes_together_take_exactly_what_there_is() -> None:
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    ready, taken = fork.Barrier(PROCESSES), fork.Queue()
    workers = [fork.Process(target=take_many, args=(ready, taken)) for _ in range(PROCESSES)]
    for worker in workers:
        worker.start()
    counts = [taken.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join(30)

    assert sum(counts) == LIMIT
    assert RateBucket.objects.get(name="post").count == LIMIT


def test_a_window_begins_with_the_first_and_then_anew() -> None:
    def taken(minutes: int) -> bool:
        return take("x", limit=1, within=HOUR, at=NOON + timedelta(minutes=minutes))

    assert [taken(0), taken(30), taken(59), taken(60), taken(61)] == [
        True, False, False, True, False,
    ]  # fmt: skip


def test_an_address_in_other_letters_is_the_same_and_cannot_be_read() -> None:
    assert hidden(" Ana@Example.com") == hidden("ana@example.com")
    assert "ana" not in hidden("ana@example.com")


@pytest.mark.parametrize(
    ("hops", "forwarded", "expected"),
    [
        (0, "203.0.113.7", "127.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "1.1.1.1, 203.0.113.7", "203.0.113.7"),
        (2, "1.1.1.1, 203.0.113.7, 10.0.0.1", "203.0.113.7"),
        (2, "203.0.113.7", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "not an address", "unknown"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "::ffff:203.0.113.7", "203.0.113.7"),
    ],
)
def test_only_what_our_proxies_wrote_is_believed(
    settings: Settings, hops: int, forwarded: str, expected: str
) -> None:
    settings.TRUSTED_PROXIES = hops
    request = RequestFactory().get("/", headers={"x-forwarded-for": forwarded})

    assert client_network(request) == expected
