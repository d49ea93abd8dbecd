"""Webhooks: https, public addresses, no redirects; signed by the Standard Webhooks scheme,
or plain JSON for the incoming webhooks of Slack and Microsoft Teams."""

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping
from types import TracebackType

from django.conf import settings

from portal.post.channels.letters import (
    Ambiguous,
    Deferred,
    Ended,
    Handover,
    Letter,
    Refused,
    carry_one_by_one,
)
from portal.post.channels.outside import NoAnswer, NotAllowed, ask

GONE = 410
SUCCESS = range(200, 300)
JSON = {"Content-Type": "application/json", "User-Agent": "Allclear"}
# Fields of a delivery: its key's generation, and until when (unix) the one before is good.
GENERATION = "generation"
OLDER_UNTIL = "older_until"


def secret_for(url: str, generation: int = 1) -> bytes:
    """The signing key of one endpoint, in its how-manieth generation."""
    turn = f":{generation}" if generation > 1 else ""
    name = f"webhook:{url}{turn}"
    return hmac.new(settings.SECRET_KEY.encode(), name.encode(), "sha256").digest()


def shown_secret(secret: bytes) -> str:
    """As its owner sees it: ``whsec_<base64>``."""
    return f"whsec_{base64.b64encode(secret).decode()}"


def generations(fields: Mapping[str, str], *, now: float) -> tuple[int, ...]:
    """Which keys sign a delivery with these fields, the newest first."""
    newest = int(fields.get(GENERATION, "1"))
    both = newest > 1 and float(fields.get(OLDER_UNTIL, "0")) > now
    return (newest, newest - 1) if both else (newest,)


def signature(secret: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """``v1,<base64>`` over ``id.timestamp.body``."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


class WebhookSession:
    """Posts each letter by itself; endpoints differ, so nothing is reused."""

    def __init__(self, *, signed: bool = True) -> None:
        self.signed = signed

    def __enter__(self) -> "WebhookSession":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing to close."""

    def drop(self) -> None:
        """Nothing is reused."""

    def carry(self, handover: Handover) -> None:
        carry_one_by_one(self, handover)

    def deliver(self, letter: Letter) -> None:
        """Raises Refused, Ended, Deferred or Ambiguous; returning means accepted."""
        headers = {**JSON, **(signed_headers(letter) if self.signed else {})}
        try:
            answer = ask("POST", letter.address, body=letter.data, headers=headers)
        except NotAllowed as error:
            raise Refused(str(error)) from error
        except OSError as error:
            raise Deferred(str(error)) from error
        except NoAnswer as error:
            # A signed event is known by its id: arriving twice, it is one.
            raise (Deferred if self.signed else Ambiguous)(str(error)) from error
        _judge(answer.status)


def signed_headers(letter: Letter) -> dict[str, str]:
    """Id, time and a signature by each key that is good now."""
    now = int(time.time())
    message_id = letter.message_id.strip("<>")
    signatures = [
        signature(secret_for(letter.address, one), message_id, now, letter.data)
        for one in letter.generations
    ]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(now),
        "webhook-signature": " ".join(signatures),
    }


def _judge(status: int) -> None:
    """Any other answer than success may be a passing trouble of the endpoint; that it is over,
    only 410 says."""
    if status in SUCCESS:
        return
    if status == GONE:
        raise Ended("The endpoint answered 410: it is over.")
    raise Deferred(f"The endpoint answered {status}.")
