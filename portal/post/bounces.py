"""What mail providers report of letters that did not arrive, by django-anymail's events."""

import hashlib
import re
from typing import Any

import anymail.urls
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking

from portal.clock.now import database_now
from portal.post.drafts import Channel
from portal.post.models import SetbackKind
from portal.post.setbacks import note_setback

PASSING = re.compile(r"soft|transient|temporar|mailbox.?full|undetermined", re.I)
FOR_GOOD = {None, RejectReason.BOUNCED, RejectReason.INVALID}
LONGEST = 254


def tracking_view(provider: str) -> Any:
    """django-anymail's view for a provider's reports; None for one it does not know."""
    for pattern in anymail.urls.urlpatterns:
        if pattern.name == f"{provider}_tracking_webhook":
            return pattern.callback
    return None


def kind_of(event: AnymailTrackingEvent) -> SetbackKind | None:
    """What a report means; None for what is no trouble, or not the address's."""
    if event.event_type == EventType.COMPLAINED:
        return SetbackKind.COMPLAINT
    if event.event_type == EventType.REJECTED:
        return SetbackKind.HARD if event.reject_reason == RejectReason.INVALID else None
    if event.event_type != EventType.BOUNCED:
        return None
    if event.reject_reason not in FOR_GOOD or _is_passing(event.esp_event):
        return SetbackKind.SOFT
    return SetbackKind.HARD


def _is_passing(said: Any) -> bool:
    """Providers name the kind of a bounce in a short word of the report."""
    if not isinstance(said, dict):
        return False
    names = ("Type", "type", "event", "bounceType", "bounce_type", "severity", "bounce")
    words = [said.get(name) for name in names]
    nested = [_is_passing(word) for word in words if isinstance(word, dict)]
    return any(nested) or any(PASSING.search(word) for word in words if isinstance(word, str))


def report(sender: Any, event: AnymailTrackingEvent, esp_name: str, **_: Any) -> None:
    """Each event once, however often the provider repeats it."""
    kind = kind_of(event)
    address = str(event.recipient or "").strip()
    if kind is None or "@" not in address or len(address) > LONGEST:
        return
    ident = f"{event.event_id or event.timestamp}:{event.message_id}:{kind}:{address.lower()}"
    said = f"The mail provider reports: {kind.label.lower()}."
    note_setback(
        channel=Channel.EMAIL,
        address=address.lower(),
        kind=kind,
        reason=said,
        key=f"{esp_name}:{hashlib.sha256(ident.encode()).hexdigest()}",
        at=database_now(),
    )


tracking.connect(report, dispatch_uid="portal.post.bounces")
