"""The web server takes new workers while people read: nobody gets an error."""

import signal
from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django import Settings

from statuspage.snapshot.publishing import publish_site
from tests.faults.ground import ground, pause, show, sized
from tests.faults.web import reading, start_web

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def test_new_workers_take_over_without_an_error(tmp_path: Path, settings: Settings) -> None:
    reloads = sized(whole=50, short=3)
    publish_site(anyway=True)

    with ground(tmp_path) as place:
        url, web = start_web(place)
        with (
            reading(f"{url}/") as page,
            reading(url + reverse("account_login"), a_second=20) as signing,
        ):
            for _ in range(reloads):
                web.send_signal(signal.SIGHUP)
                pause(4)
            pause(1)

    show(f"{reloads} reloads: page {dict(page.statuses)}, sign-in {dict(signing.statuses)}")
    assert set(page.statuses) == {200}
    assert set(signing.statuses) == {200}
