"""Signed webhooks by the Standard Webhooks scheme: https, public addresses, no redirects."""

import base64
import hashlib
import hmac
import time
from types import TracebackType

from django.conf import settings

from portal.post.channels.letters import (
    Ambiguous,
    Deferred,
    Handover,
    Letter,
    Refused,
    carry_one_by_one,
)
from portal.post.channels.outside import NoAnswer, NotAllowed, ask

TOO_MANY = 429
SERVER_ERROR = 500
SUCCESS = range(200, 300)


def secret_for(url: str) -> bytes:
    """The signing key of one endpoint; its owner sees it as ``whsec_<base64>``."""
    return hmac.new(settings.SECRET_KEY.encode(), f"webhook:{url}".encode(), "sha256").digest()


def signature(secret: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """``v1,<base64>`` over ``id.timestamp.body``."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


class WebhookSession:
    """Posts each letter by itself; endpoints differ, so nothing is reused."""

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
        now = int(time.time())
        message_id = letter.message_id.strip("<>")
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Allclear",
            "webhook-id": message_id,
            "webhook-timestamp": str(now),
            "webhook-signature": signature(
                secret_for(letter.address), message_id, now, letter.data
            ),
        }
        try:
            answer = ask("POST", letter.address, body=letter.data, headers=headers)
        except NotAllowed as error:
            raise Refused(str(error)) from error
        except OSError as error:
            raise Deferred(str(error)) from error
        except NoAnswer as error:
            raise Ambiguous(str(error)) from error
        _judge(answer.status)


def _judge(status: int) -> None:
    if status in SUCCESS:
        return
    if status == TOO_MANY or status >= SERVER_ERROR:
        raise Deferred(f"The endpoint answered {status}.")
    raise Refused(f"The endpoint answered {status}.")
