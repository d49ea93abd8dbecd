"""A signed webhook of the Standard Webhooks scheme."""

import base64
import binascii
import time
from typing import Any

from incidents.command.outbound.orders import (
    OTHERWISE,
    Brought,
    Later,
    Misconfigured,
    Order,
    Over,
    call,
    encoded,
    told,
)
from portal.post.channels.webhook import GONE, signature


def test(order: Order) -> Brought:
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    body = {"id": order.key, "type": "allclear.test", "version": 1, "timestamp": now, "data": {}}
    _post(order, order.key, body)
    return Brought(said="The endpoint took a test event.")


def tell(order: Order) -> Brought:
    telling = told(order)
    _post(order, telling.ident, telling.body)
    return Brought(said="The endpoint took it.")


def _post(order: Order, ident: str, body: dict[str, Any]) -> None:
    """Any other answer than success may be a passing trouble; that it is over, only 410 says."""
    now, data = int(time.time()), encoded(body)
    keys = [order.secret, *([order.older_secret] if order.older_secret else [])]
    headers = {
        "webhook-id": ident,
        "webhook-timestamp": str(now),
        "webhook-signature": " ".join(signature(_key(one), ident, now, data) for one in keys),
    }
    answer = call(order, "POST", "", data=body, headers=headers)
    if answer.status == GONE:
        raise Over("The endpoint answered 410: it is over.")
    if answer.status >= OTHERWISE:
        raise Later(f"The endpoint answered {answer.status}.")


def _key(secret: str) -> bytes:
    """``whsec_`` and base64, as the scheme writes it; anything else is taken as it is."""
    if not secret.startswith("whsec_"):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise Misconfigured("The secret is not whsec_ and base64: paste it again.") from error
