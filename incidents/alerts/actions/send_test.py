"""Try an integration with an event of its kind that opens nothing."""

from datetime import datetime

from incidents.alerts.actions.receive_notification import Received, receive_notification
from incidents.alerts.intake.samples import sample
from incidents.alerts.models import Integration
from portal.people.models import User


def send_test(*, integration: Integration, by: User | None, at: datetime) -> Received:
    """By the way every event takes: checked, kept, worked in; a generic one by its mapping.
    Raises Unreadable."""
    said = {"test": by.get_full_name() if by is not None else "Allclear"}
    raw = sample(integration.kind, at=at)
    return receive_notification(integration=integration, raw=raw, said=said, by=by, at=at)
