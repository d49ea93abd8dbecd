"""A Slack channel for an incident, by the Web API."""

from typing import Any

from incidents.command.outbound.orders import Brought, Later, Misconfigured, Order, call, read

PAGE = "60"
WORDS = {
    "invalid_auth": "Slack does not know this token. Paste the bot's token, which begins xoxb-.",
    "not_authed": "No token is set. Paste the bot's token, which begins xoxb-.",
    "account_inactive": "The bot of this token was removed. Install it again, paste its token.",
    "token_revoked": "The token was revoked. Install the bot again, paste its token.",
    "missing_scope": "The bot lacks a right: give it channels:manage, chat:write, pins:write.",
    "restricted_action": "This workspace does not let the bot open channels.",
}
PASSING = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "ratelimited"}


def test(order: Order) -> Brought:
    found = _ask(order, "auth.test", {})
    return Brought(said=f"Signed in to {found.get('team', 'Slack')} as {found.get('user', '?')}.")


def open_room(order: Order) -> Brought:
    """Create the channel, or take the one of that name; its topic, set last, shows that all was
    done, so that a repeat says nothing twice."""
    private = "true" if order.private else "false"
    made = _call(order, "conversations.create", {"name": order.channel_name, "is_private": private})
    if made.get("error") == "name_taken":
        channel = _named(order)
    else:
        channel = _checked(made).get("channel", {})
    number = str(channel.get("id", ""))
    brought = Brought(
        channel_name=str(channel.get("name", order.channel_name)),
        channel_url=f"https://slack.com/app_redirect?channel={number}",
    )
    if order.room_url in str(channel.get("topic", {}).get("value", "")):
        return brought
    if order.invite:
        invited = {"channel": number, "users": ",".join(order.invite)}
        _call(order, "conversations.invite", invited)
    text = f"*{order.severity} {_plain(order.title)}*\n<{order.room_url}|Open the room>"
    said = _ask(order, "chat.postMessage", {"channel": number, "text": text})
    _call(order, "pins.add", {"channel": number, "timestamp": str(said.get("ts", ""))})
    topic = f"{order.severity} {_plain(order.title)[:150]} {order.room_url}"
    _ask(order, "conversations.setTopic", {"channel": number, "topic": topic})
    return brought


def _named(order: Order) -> dict[str, Any]:
    cursor = ""
    while True:
        kinds = "private_channel" if order.private else "public_channel"
        asked = {"types": kinds, "limit": PAGE, "cursor": cursor, "exclude_archived": "false"}
        found = _ask(order, "conversations.list", asked)
        for channel in found.get("channels", []):
            if channel.get("name") == order.channel_name:
                return dict(channel)
        cursor = str(found.get("response_metadata", {}).get("next_cursor", ""))
        if not cursor:
            raise Misconfigured(
                f"A channel #{order.channel_name} is there that the bot cannot see. Invite it."
            )


def _ask(order: Order, method: str, form: dict[str, str]) -> dict[str, Any]:
    return _checked(_call(order, method, form))


def _call(order: Order, method: str, form: dict[str, str]) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {order.secret}"}
    return read(call(order, "POST", f"/{method}", form=form, headers=headers))


def _checked(answer: dict[str, Any]) -> dict[str, Any]:
    if answer.get("ok"):
        return answer
    error = str(answer.get("error", "no JSON"))
    if error in WORDS:
        raise Misconfigured(WORDS[error])
    if error in PASSING or error == "no JSON":
        raise Later(f"Slack says {error}.")
    raise Misconfigured(f"Slack says {error}.")


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
