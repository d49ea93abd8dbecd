"""The call to the outside that all is well. Its silence is the alarm."""

import logging
import urllib.request
from urllib.parse import urlsplit

logger = logging.getLogger("allclear.checks")
SECONDS = 10


def call(url: str) -> bool:
    """GET the heartbeat address; False when it did not answer."""
    if urlsplit(url).scheme not in {"http", "https"}:
        logger.error("HEARTBEAT_URL must begin with http:// or https://")
        return False
    try:
        with urllib.request.urlopen(url, timeout=SECONDS):  # noqa: S310
            return True
    except OSError as error:
        logger.warning("the heartbeat address does not answer: %s", error)
        return False
