"""The call to the outside that all is well. Its silence is the alarm."""

import logging

from portal.post.channels.outside import NoAnswer, NotAllowed, ask

logger = logging.getLogger("allclear.checks")
SECONDS = 10
GOOD = range(200, 300)


def call(url: str) -> bool:
    """GET the heartbeat address, which only the operator sets; False when it was not good."""
    try:
        status = ask("GET", url, inside=True, seconds=SECONDS).status
    except NotAllowed:
        logger.error("HEARTBEAT_URL must be an address that begins with http:// or https://")  # noqa: TRY400
        return False
    except (OSError, NoAnswer) as error:
        logger.warning("the heartbeat address does not answer: %s", error)
        return False
    if status not in GOOD:
        logger.warning("the heartbeat address answers %s", status)
    return status in GOOD
