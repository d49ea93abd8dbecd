"""No flood of strangers' wishes becomes a flood of mail."""

from datetime import timedelta

import pytest

from portal.clock import clock
from portal.post.models import Delivery
from portal.web.limits import hidden
from portal.web.models import RateBucket
from statuspage.actions import subscribe as subscribing
from statuspage.actions.subscribe import subscribe
from tests.make_record import NOON


def test_all_addresses_together_have_a_limit_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscribing, "MOST_AN_HOUR", 3)

    for number in range(6):
        subscribe(address=f"a{number}@example.com", at=NOON)
    clock.ring_due(at=NOON)

    assert Delivery.objects.count() == 3


def test_no_bucket_names_an_address() -> None:
    subscribe(address="ana@example.com", at=NOON)
    clock.ring_due(at=NOON)

    names = " ".join(RateBucket.objects.values_list("name", flat=True))

    assert hidden("ANA@example.com") in names
    assert "ana" not in names.replace(hidden("ana@example.com"), "")


def test_the_same_address_in_other_letters_is_the_same() -> None:
    subscribe(address="Ana@Example.com", at=NOON)
    subscribe(address="ana@example.com", at=NOON + timedelta(hours=2))
    clock.ring_due(at=NOON + timedelta(hours=2))

    assert Delivery.objects.count() == 1
