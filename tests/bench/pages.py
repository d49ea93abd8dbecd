"""How long every page of the portal takes, in a company with a past: the slowest of them."""

import time

from django.db import connection
from django.test import Client

from tests.bench.figures import Figures
from tests.bench.filling import fill_incidents
from tests.bench.stage import Stage
from tests.crowd import crowd, portal_pages
from tests.security.roles import MANAGES, make_person
from tests.security.world import make_world

OK = 200
TIMES = 20
SHOWN = 3


def measure(stage: Stage) -> Figures:
    found = Figures()
    world, viewer = make_world(), make_person(MANAGES)
    crowd(world, viewer, start=0, count=20)
    upto, entries = stage.of(10_000, 100_000), stage.of(20, 50)
    fill_incidents(stage, upto=upto, entries=entries)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(viewer)
    took = {
        route: p95(client, address)
        for route, address in portal_pages(world)
        if client.get(address).status_code == OK
    }
    slowest = sorted(took, key=lambda route: took[route], reverse=True)
    note = f"{len(took)} pages, {upto:,} incidents"
    for route in slowest[:SHOWN]:
        found.within(f"p95 of {route}", ours=took[route], goal=150, unit="ms", note=note)
    connection.close()
    return found


def p95(client: Client, address: str) -> float:
    """Milliseconds that one answer in twenty exceeds."""
    times = []
    for _ in range(TIMES):
        began = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - began) * 1000)
    return sorted(times)[int(TIMES * 0.95) - 1]
