"""A worker is killed at each step of handing over an SMS: nobody gets a second one, nothing is
lost unseen, and what may have arrived says so."""

from collections import Counter
from pathlib import Path

import pytest

from portal.post.models import Delivery, DeliveryState
from tests.faults.ground import WHOLE, everything_is_settled, ground
from tests.make_post import post_to
from tests.make_ways import by, make_provider, providers
from tests.running import eventually

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
COUNT = 20
QUICK = ("post.handed_over", "post.noted")
STEPS = ("post.begun", "post.leaving", *QUICK, "post.settling") if WHOLE else QUICK


@pytest.mark.parametrize("step", STEPS)
def test_no_sms_is_sent_twice(tmp_path: Path, step: str) -> None:
    numbers = [f"+4915112345{number:03}" for number in range(COUNT)]
    log = tmp_path / "sms.log"
    with providers(log=log) as world, ground(tmp_path, INSIDE_HOSTS=world.host) as place:
        make_provider("sms", base_url=world.url)
        for number in numbers:
            post_to(by("sms", number), short="Checkout fails", lane="urgent")

        passes = 1 if step == "post.settling" else 8
        struck = place.worker(FAILPOINTS=f"{step}=kill9@{passes}")
        assert struck.wait(60) == -9
        place.processes.remove(struck)
        place.worker()
        eventually(_nothing_waits, within=90, what="every SMS settled")
        everything_is_settled()

    copies = Counter(log.read_text().split())
    parked = list(Delivery.objects.filter(state=DeliveryState.PARKED))
    unsure = {one.address for one in parked}
    sent = set(Delivery.objects.filter(state="sent").values_list("address", flat=True))
    assert set(copies.values()) == {1}
    assert all(one.ambiguous == 1 and "may have arrived" in one.last_error for one in parked)
    assert sent | unsure == set(numbers)
    assert sent <= set(copies)


def _nothing_waits() -> bool:
    return not Delivery.objects.stoppable().exists()
