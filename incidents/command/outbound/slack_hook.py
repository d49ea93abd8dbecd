"""A line in a general Slack channel, through an incoming webhook."""

from incidents.command.outbound.orders import (
    OTHERWISE,
    Brought,
    Misconfigured,
    Order,
    call,
    told,
)
from incidents.command.outbound.slack_api import plain, section

WORDS = {
    "no_service": "The webhook was removed or turned off in Slack: make a new one, paste it.",
    "no_service_id": "The address is not whole: copy it again from Slack.",
    "no_team": "The address is not whole: copy it again from Slack.",
    "invalid_token": "The address is not whole: copy it again from Slack.",
    "channel_not_found": "The channel is gone: make a webhook for another one.",
    "channel_is_archived": "The channel is archived: make a webhook for another one.",
    "action_prohibited": "An administrator of Slack does not let webhooks post there.",
    "team_disabled": "This Slack workspace is turned off.",
}
LONGEST = 2900


def test(order: Order) -> Brought:
    _post(order, "Allclear can post here.", link=False)
    return Brought(said="A test message was posted.")


def tell(order: Order) -> Brought:
    telling = told(order)
    head = f"*{order.severity} {plain(order.title)}* · {telling.label} · {telling.clock}"
    _post(order, f"{head}\n{plain(telling.text)}"[:LONGEST], link=True)
    return Brought(said="Posted.")


def _post(order: Order, text: str, *, link: bool) -> None:
    """`text` alone is what notifications and screen readers get; the blocks are what is seen."""
    blocks = [section(text)]
    if link:
        button = {"type": "plain_text", "text": "Open the room"}
        element = {"type": "button", "text": button, "url": order.room_url}
        blocks.append({"type": "actions", "elements": [element]})
    answer = call(order, "POST", "", data={"text": text, "blocks": blocks})
    if answer.status >= OTHERWISE:
        said = answer.body.decode(errors="replace").strip()[:80]
        raise Misconfigured(WORDS.get(said, f"Slack answered {answer.status} {said}".strip() + "."))
