"""A card in a Microsoft Teams channel, through a workflow's webhook."""

from incidents.command.outbound.orders import Brought, Misconfigured, Order, call

GONE = (400, 401, 403, 404, 410)


def test(order: Order) -> Brought:
    _post(order, "Allclear can post here.")
    return Brought(said="A test card was posted.")


def open_room(order: Order) -> Brought:
    _post(order, f"{order.severity} {order.title}")
    return Brought(said="Posted.")


def _post(order: Order, text: str) -> None:
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [{"type": "TextBlock", "text": text, "wrap": True}],
        "actions": [{"type": "Action.OpenUrl", "title": "Open the room", "url": order.room_url}],
    }
    kind = "application/vnd.microsoft.card.adaptive"
    attached = {"contentType": kind, "contentUrl": None, "content": card}
    answer = call(order, "POST", "", data={"type": "message", "attachments": [attached]})
    if answer.status in GONE:
        raise Misconfigured(f"Teams answered {answer.status}: paste the workflow's address anew.")
