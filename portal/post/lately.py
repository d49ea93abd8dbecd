"""What was sent to one address lately."""

from dataclasses import dataclass
from datetime import datetime

from portal.post.models import Delivery, DeliveryState, Message
from portal.post.rendering import message_id

MOST_MESSAGES = 300


@dataclass(frozen=True)
class Sent:
    """One delivery; `ident` is what the other side knows it by."""

    ident: str
    state: str
    written_at: datetime
    sent_at: datetime | None
    last_error: str


def sent_lately(
    *, channel: str, address: str, kinds_of: str = "statuspage.", most: int = 20
) -> list[Sent]:
    """The newest first, of the newest messages of kinds that begin so."""
    newest = Message.objects.filter(kind__startswith=kinds_of).order_by("-pk")
    ids = list(newest.values_list("pk", flat=True)[:MOST_MESSAGES])
    found = Delivery.objects.filter(message__in=ids, channel=channel, address=address)
    rows = found.order_by("-message_id").values_list(
        "message_id", "state", "message__created_at", "sent_at", "last_error"
    )
    return [
        Sent(
            message_id(pk, address).strip("<>"), DeliveryState(state).label, written, sent_at, error
        )
        for pk, state, written, sent_at, error in rows[:most]
    ]
