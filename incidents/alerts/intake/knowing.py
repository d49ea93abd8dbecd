"""Who sends much is looked up once in a while, not with every alert."""

import threading
import time
from dataclasses import dataclass

from incidents.alerts.models import Integration

# Asked for more often than so many times within so many seconds, by one process.
OFTEN, WITHIN = 10, 1.0
MOST_KNOWN = 1000

_lock = threading.Lock()
_known: dict[str, "_Sender"] = {}


@dataclass(slots=True)
class _Sender:
    since: float
    times: int
    integration: Integration | None = None


def whose(secret: str) -> Integration | None:
    """Who holds the secret. In a storm a secret that was taken away counts for a second more."""
    now = time.monotonic()
    with _lock:
        sender = _known.get(secret)
        if sender is None or now - sender.since > WITHIN:
            if len(_known) >= MOST_KNOWN:
                _known.clear()
            sender = _known[secret] = _Sender(since=now, times=0)
        sender.times += 1
        if sender.times > OFTEN and sender.integration is not None:
            return sender.integration
    sender.integration = Integration.objects.for_secret(secret)
    return sender.integration


def forget() -> None:
    """At once in this process: what a secret opens has changed."""
    with _lock:
        _known.clear()
