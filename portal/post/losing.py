"""What does not get through to a person is told at once, so that they are reached otherwise."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from portal.post.claims import Outcome
from portal.post.drafts import PROVIDED, Lane
from portal.post.hearing import Verdict, Word, tell_listeners
from portal.post.models import Delivery, DeliveryState

ENDED = (DeliveryState.PARKED, DeliveryState.SUPPRESSED)


def tell_of_lost(outcomes: Iterable[Outcome], *, at: datetime) -> None:
    """Of urgent messages, and of all that a provider carries, those that ended unsent."""
    ended = {one.delivery: one.error for one in outcomes if one.state in ENDED}
    if not ended:
        return
    lost = Delivery.objects.filter(
        Q(lane=Lane.URGENT) | Q(channel__in=PROVIDED), pk__in=ended, state__in=ENDED
    )
    for pk, channel, address in lost.values_list("pk", "channel", "address").order_by("pk"):
        tell_listeners(Word(Verdict.LOST, channel, at, address, ended[pk], delivery=pk))
