"""Everything we hold about a subscription."""

from datetime import datetime
from typing import Any

from portal.post.lately import sent_lately
from statuspage.models import Subscriber
from statuspage.snapshot.api import timestamp


def export_subscriber(*, subscriber: Subscriber, at: datetime) -> dict[str, Any]:
    """As JSON-ready values; times ``YYYY-MM-DDTHH:MM:SS.mmmZ``."""
    sent = sent_lately(channel=subscriber.channel, address=subscriber.address)
    return {
        "exported_at": timestamp(at),
        "channel": subscriber.channel,
        "address": subscriber.address,
        "state": subscriber.state,
        "everything": subscriber.everything,
        "components": [str(one) for one in subscriber.components.select_related("group")],
        "groups": [str(one) for one in subscriber.groups.all()],
        "only_notice": subscriber.only_notice.public_id if subscriber.only_notice else None,
        "volume": subscriber.volume,
        "maintenance": subscriber.maintenance,
        "component_changes": subscriber.component_changes,
        "language": subscriber.language,
        "created_at": timestamp(subscriber.created_at),
        "confirmed_at": timestamp(subscriber.confirmed_at),
        "quarantined_at": timestamp(subscriber.quarantined_at),
        "quarantine_reason": subscriber.quarantine_reason,
        "deliveries": [
            {
                "id": one.ident,
                "written_at": timestamp(one.written_at),
                "sent_at": timestamp(one.sent_at),
                "state": one.state,
                "last_error": one.last_error,
            }
            for one in sent
        ],
    }
