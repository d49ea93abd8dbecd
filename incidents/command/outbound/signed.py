"""A signed webhook of the Standard Webhooks scheme: told that an incident was declared."""

import base64
import binascii
import json
import time

from incidents.command.outbound.orders import OTHERWISE, Brought, Misconfigured, Order, call
from portal.post.channels.webhook import signature


def test(order: Order) -> Brought:
    _post(order, "allclear.test")
    return Brought(said="A test event was accepted.")


def open_room(order: Order) -> Brought:
    _post(order, "incident.declared")
    return Brought(said="Accepted.")


def _post(order: Order, kind: str) -> None:
    data = {
        "type": kind,
        "data": {
            "reference": order.reference,
            "title": order.title,
            "severity": order.severity,
            "url": order.room_url,
        },
    }
    now = int(time.time())
    signed = signature(_key(order.secret), order.key, now, json.dumps(data).encode())
    headers = {
        "webhook-id": order.key,
        "webhook-timestamp": str(now),
        "webhook-signature": signed,
    }
    answer = call(order, "POST", "", data=data, headers=headers)
    if answer.status >= OTHERWISE:
        raise Misconfigured(f"The endpoint answered {answer.status}.")


def _key(secret: str) -> bytes:
    """``whsec_`` and base64, as the scheme writes it; anything else is taken as it is."""
    if not secret.startswith("whsec_"):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise Misconfigured("The secret is not whsec_ and base64: paste it again.") from error
