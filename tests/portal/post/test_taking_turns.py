"""Hosts that webhooks go to take turns; no host gets many at once."""

from collections import Counter

from portal.post import claims
from portal.post.claims import Outcome, Parcel
from portal.post.drafts import Channel, Lane, Recipient
from portal.post.models import DeliveryState
from tests.make_post import post_to


def hosts(parcels: list[Parcel]) -> Counter[str]:
    return Counter(parcel.address.split("/")[2] for parcel in parcels)


def claim(owner: str, *, limit: int = 100) -> list[Parcel]:
    return claims.claim(lane=Lane.WEBHOOK, owner=owner, limit=limit, cap=2)


def hooks(host: str, count: int) -> list[Recipient]:
    return [
        Recipient(f"https://{host}/{number}", channel=Channel.WEBHOOK) for number in range(count)
    ]


def test_a_host_with_a_long_queue_gets_two_at_once_and_starves_nobody() -> None:
    post_to(*hooks("busy.example", 500), lane=Lane.WEBHOOK)
    post_to(*hooks("a.example", 1), *hooks("b.example", 3), lane=Lane.WEBHOOK)

    assert hosts(claim("one")) == {"busy.example": 2, "a.example": 1, "b.example": 2}
    assert claim("two") == []


def test_when_one_is_done_the_next_may_go() -> None:
    post_to(*hooks("busy.example", 5), lane=Lane.WEBHOOK)
    first, _ = claim("one")

    claims.settle([Outcome(first.id, DeliveryState.SENT)], owner="one")

    assert hosts(claim("two")) == {"busy.example": 1}


def test_a_limit_is_kept_across_hosts() -> None:
    for number in range(10):
        post_to(*hooks(f"host{number}.example", 2), lane=Lane.WEBHOOK)

    assert len(claim("one", limit=7)) == 7
