"""How costs grow: a public request with the years behind the page, a mailing with its readers.
What the portal's lists and the timers cost by size, their own benchmarks yield."""

import time

from django.db import connection

from portal.post.models import Delivery
from statuspage.snapshot.publishing import publish_site
from tests.bench import example
from tests.bench.figures import Curve, Figures
from tests.bench.load import wrk
from tests.bench.stage import Stage
from tests.bench.web import granian
from tests.make_post import make_message

ROUNDS = 3
PAST = (10, 100, 1000)
GZIP = {"Accept-Encoding": "gzip"}


def measure(stage: Stage) -> Figures:
    found = Figures()
    public = public_cost(stage)
    found.curves.append(Curve("public request", "constant", "µs CPU", public))
    found.at_most(
        f"public request, {PAST[-1]:,} past notices against {PAST[0]}",
        ours=public[-1][1], reference=public[0][1], goal=1.25, unit="µs",
    )  # fmt: skip
    mailing = fan_out(stage)
    found.curves.append(Curve("mail written out", "linear", "s", mailing))
    (few, took_few), (many, took_many) = mailing[0], mailing[-1]
    found.at_most(
        f"each of {many:,.0f} readers against each of {few:,.0f}",
        ours=took_many / many * 1e6, reference=took_few / few * 1e6, goal=1.5, unit="µs",
    )  # fmt: skip
    connection.close()
    return found


def public_cost(stage: Stage) -> list[tuple[float, float]]:
    """Past notices, CPU of the front for one answer in microseconds."""
    points = []
    for past in PAST:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("TRUNCATE statuspage_notice, statuspage_componentgroup CASCADE")
            cursor.execute("RESET session_replication_role")
        example.fill_much(components=20, notices=past)
        publish_site(anyway=True)
        with granian(stage) as (url, pid):
            loads = [wrk(f"{url}/", pid, seconds=2, headers=GZIP) for _ in range(ROUNDS)]
        points.append((float(past), min(load.cpu for load in loads)))
    return points


def fan_out(stage: Stage) -> list[tuple[float, float]]:
    """Readers, seconds until each has a delivery of their own."""
    points = []
    for readers in (1_000, 10_000, stage.of(30_000, 100_000)):
        addresses = [f"reader{number}@example.com" for number in range(readers)]
        began = time.perf_counter()
        message = make_message(*addresses)
        points.append((float(readers), time.perf_counter() - began))
        assert Delivery.objects.filter(message=message).count() == readers
    return points
