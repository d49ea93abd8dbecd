"""PostgreSQL crashes and comes back while mail goes out; the status page answers throughout."""

import random
from pathlib import Path

import pytest
from pytest_django import Settings

from portal.post import claims
from statuspage.snapshot.publishing import publish_site
from tests.faults.ground import (
    crash,
    everything_is_settled,
    ground,
    own_database,
    pause,
    reconcile,
    show,
    sized,
)
from tests.faults.web import reading, start_web
from tests.make_post import make_message
from tests.running import eventually

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
WORKERS = 3


def test_nothing_is_lost_and_the_page_stays(tmp_path: Path, settings: Settings) -> None:
    mails, crashes = sized(whole=10_000, short=2_500), sized(whole=20, short=3)
    owed = {f"p{number}@example.com" for number in range(mails)}
    chance = random.Random(seed := random.randrange(10**6))

    with own_database(tmp_path) as server, ground(tmp_path, late=0.004) as place:
        publish_site(anyway=True)
        url, _web = start_web(place)
        make_message(*owed)
        for _ in range(WORKERS):
            place.worker()
        with reading(f"{url}/") as readers:
            eventually(place.accepted, within=30, what="the first mail")
            for _ in range(crashes):
                pause(chance.uniform(0.3, 1.0))
                crash(server)
            eventually(lambda: set(place.accepted()) == owed, within=180, what="every mail")
            everything_is_settled()
        tally = reconcile(place.accepted(), owed)

    show(f"seed {seed}: {mails} mails, {crashes} crashes: {tally}; page {dict(readers.statuses)}")
    assert tally.lost == 0
    assert tally.doubled <= crashes * WORKERS
    assert tally.most_copies <= claims.MOST_AMBIGUOUS
    assert set(readers.statuses) == {200}
