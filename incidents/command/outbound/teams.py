"""A card in a Microsoft Teams channel, through a workflow's webhook."""

from typing import Any

from incidents.command.outbound.orders import OTHERWISE, Brought, Misconfigured, Order, call, told

CARD = "application/vnd.microsoft.card.adaptive"


def test(order: Order) -> Brought:
    _post(order, [_text("Allclear can post here.")])
    return Brought(said="A test card was posted.")


def open_room(order: Order) -> Brought:
    _post(order, [_head(order), _text("Declared.")])
    return Brought(said="Posted.")


def tell(order: Order) -> Brought:
    telling = told(order)
    facts = [("Severity", order.severity), ("State", order.state)]
    facts += [("Led by", order.leader), ("Next update", order.next_update)]
    shown = [{"title": name, "value": value} for name, value in facts if value]
    what = _text(f"{telling.label} · {telling.clock}", isSubtle=True)
    body = [_head(order), what, _text(telling.text), {"type": "FactSet", "facts": shown}]
    _post(order, body)
    return Brought(said="Posted.")


def _head(order: Order) -> dict[str, Any]:
    return _text(f"{order.severity} {order.title}", weight="Bolder", size="Medium")


def _text(text: str, **looks: Any) -> dict[str, Any]:
    return {"type": "TextBlock", "text": text, "wrap": True, **looks}


def _post(order: Order, body: list[dict[str, Any]]) -> None:
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
        "actions": [{"type": "Action.OpenUrl", "title": "Open the room", "url": order.room_url}],
    }
    attached = {"contentType": CARD, "contentUrl": None, "content": card}
    answer = call(order, "POST", "", data={"type": "message", "attachments": [attached]})
    if answer.status >= OTHERWISE:
        raise Misconfigured(f"Teams answered {answer.status}: paste the workflow's address anew.")
