"""Signed webhooks by the Standard Webhooks scheme: https, public addresses, no redirects."""

import base64
import hashlib
import hmac
import http.client
import socket
import ssl
import time
from types import TracebackType
from urllib.parse import urlsplit

from django.conf import settings

from portal.post.channels.addresses import public_address
from portal.post.channels.letters import (
    Ambiguous,
    Deferred,
    Handover,
    Letter,
    Refused,
    carry_one_by_one,
)

SECONDS = 15
MOST_BYTES = 64 * 1024
HTTPS = 443
ALLOWED_PORTS = {443, 8443}
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


class _PinnedConnection(http.client.HTTPSConnection):
    """Connects to the address that was checked, under the name that was asked for."""

    def connect(self) -> None:
        address = public_address(self.host, self.port)
        self.sock = ssl.create_default_context().wrap_socket(
            socket.create_connection((address, self.port), timeout=SECONDS),
            server_hostname=self.host,
        )


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
        parts = urlsplit(letter.address)
        port = parts.port or HTTPS
        if parts.scheme != "https" or not parts.hostname or port not in ALLOWED_PORTS:
            raise Refused("A webhook needs an https address on port 443 or 8443.")
        if parts.username or parts.password:
            raise Refused("A webhook's address holds no user name or password.")
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
        connection = _PinnedConnection(parts.hostname, port, timeout=SECONDS)
        path = parts.path or "/"
        try:
            connection.connect()
        except OSError as error:
            raise Deferred(str(error)) from error
        try:
            connection.request(
                "POST",
                f"{path}?{parts.query}" if parts.query else path,
                body=letter.data,
                headers=headers,
            )
            answer = connection.getresponse()
            answer.read(MOST_BYTES)
        except (OSError, http.client.HTTPException) as error:
            raise Ambiguous(f"No answer to the request: {error}") from error
        finally:
            connection.close()
        _judge(answer.status)


def _judge(status: int) -> None:
    if status in SUCCESS:
        return
    if status == TOO_MANY or status >= SERVER_ERROR:
        raise Deferred(f"The endpoint answered {status}.")
    raise Refused(f"The endpoint answered {status}.")
