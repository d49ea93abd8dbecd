"""No flood of strangers' wishes becomes a flood of mail."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from portal.clock import clock
from portal.post.models import Delivery
from statuspage.actions import subscribe as subscribing
from statuspage.actions.subscribe import subscribe
from statuspage.limits import address_digest, take
from statuspage.models import SendingBucket
from tests.make_record import NOON


@pytest.mark.django_db(transaction=True)
def test_concurrent_takers_never_exceed_a_limit() -> None:
    taken: list[bool] = []
    start = threading.Barrier(8)

    def taker() -> None:
        start.wait(10)
        taken.extend(take("bucket", limit=5, ends_at=timezone.now()) for _ in range(4))
        connection.close()

    threads = [threading.Thread(target=taker) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert taken.count(True) == 5
    assert taken.count(False) == 27


def test_all_addresses_together_have_a_limit_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscribing, "MOST_AN_HOUR", 3)

    for number in range(6):
        subscribe(email=f"a{number}@example.com", at=NOON)
    clock.ring_due(at=NOON)

    assert Delivery.objects.count() == 3


def test_no_bucket_names_an_address() -> None:
    subscribe(email="ana@example.com", at=NOON)
    clock.ring_due(at=NOON)

    names = " ".join(SendingBucket.objects.values_list("name", flat=True))

    assert address_digest("ANA@example.com") in names
    assert "ana" not in names.replace(address_digest("ana@example.com"), "")


def test_the_same_address_in_other_letters_is_the_same() -> None:
    subscribe(email="Ana@Example.com", at=NOON)
    subscribe(email="ana@example.com", at=NOON + timedelta(hours=2))
    clock.ring_due(at=NOON + timedelta(hours=2))

    assert Delivery.objects.count() == 1
