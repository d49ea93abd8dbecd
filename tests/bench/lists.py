"""The list of incidents at any depth and by words, against its own first page."""

import time
from collections.abc import Mapping
from urllib.parse import urlencode

from django.db import connection
from django.test import Client

from incidents.record.models import Incident
from portal.web.paging import cursor_after
from tests.bench.figures import Curve, Figures
from tests.bench.filling import COMMON, RARE, fill_incidents
from tests.bench.stage import Stage
from tests.make_people import make_user

LIST = "/portal/incidents/"
TIMES = 25
SHARES = (0.01, 0.1, 1.0)
WORDS = {"a common word": COMMON, "a rare word": RARE, "two words": f"{COMMON} processor",
         "an absent word": "xylophone"}  # fmt: skip


def measure(stage: Stage) -> Figures:
    """As a responder, to whom private incidents must not show."""
    found = Figures()
    upto, entries = stage.of(20_000, 100_000), stage.of(20, 50)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(make_user("Tom", "Responder"))
    curves: dict[str, list[tuple[float, float]]] = {}
    for share in SHARES:
        number = int(upto * share)
        fill_incidents(stage, upto=number, entries=entries)
        took = {"first page": median(client, {})}
        for part in (0.5, 0.99):
            took[f"page at row {int(number * part):,}"] = median(client, at_row(int(number * part)))
        for name, words in WORDS.items():
            took[f"search, {name}"] = median(client, {"q": words})
        for name in ("first page", "search, a common word", "search, a rare word"):
            curves.setdefault(name, []).append((number, took[name]))
        curves.setdefault("page at the end", []).append((number, took[list(took)[2]]))
    size = f"{upto:,} incidents, {upto * entries:,} entries"
    first = took.pop("first page")
    for name, milliseconds in took.items():
        goal = 4 if "search" in name else 2
        found.at_most(f"{name}, {size}", ours=milliseconds, reference=first, goal=goal, unit="ms")
    found.curves += [
        Curve(f"incidents: {name}", "logarithmic", "ms", points) for name, points in curves.items()
    ]
    connection.close()
    return found


def at_row(row: int) -> Mapping[str, str]:
    """The address of the page that begins after this row, newest first."""
    last = Incident.objects.newest_first()[row - 1]
    return {"after": cursor_after(last.declared_at, last.pk)}


def median(client: Client, asked: Mapping[str, str]) -> float:
    """Milliseconds of one answer, the middle of many."""
    address = f"{LIST}?{urlencode(asked)}"
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        assert client.get(address).status_code == 200
        took.append((time.perf_counter() - began) * 1000)
    return sorted(took)[TIMES // 2]
