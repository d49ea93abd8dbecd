"""The Web API of Slack, encoded as its own client encodes it: what writes messages is JSON, the
rest a form."""

from typing import Any

from incidents.command.outbound.orders import Later, Misconfigured, Order, call, read

PAGE = "60"
WORDS = {
    "invalid_auth": "Slack does not know this token. Paste the bot's token, which begins xoxb-.",
    "not_authed": "No token is set. Paste the bot's token, which begins xoxb-.",
    "account_inactive": "The bot of this token was removed. Install it again, paste its token.",
    "token_revoked": "The token was revoked. Install the bot again, paste its token.",
    "token_expired": "The token has expired. Install the bot again, paste its token.",
    "missing_scope": "The bot lacks a right: give it channels:manage, chat:write, pins:write.",
    "restricted_action": "This workspace does not let the bot open channels.",
    "not_in_channel": "The bot is not in the channel any more. Invite it.",
    "channel_not_found": "The channel is gone, or the bot is not in it any more.",
}
PASSING = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "ratelimited"}
JSON_METHODS = {"chat.postMessage", "chat.update"}


def ask_slack(order: Order, method: str, told: dict[str, Any]) -> dict[str, Any]:
    """Raises Later or Misconfigured unless it answers `ok`."""
    return checked(call_slack(order, method, told))


def call_slack(order: Order, method: str, told: dict[str, Any]) -> dict[str, Any]:
    """Its answer, whatever it says."""
    headers = {"Authorization": f"Bearer {order.secret}"}
    path = f"/{method}"
    if method in JSON_METHODS:
        return read(call(order, "POST", path, data=told, headers=headers))
    return read(call(order, "POST", path, form=told, headers=headers))


def checked(answer: dict[str, Any]) -> dict[str, Any]:
    if answer.get("ok"):
        return answer
    error = str(answer.get("error", "no JSON"))
    if error == "missing_scope" and answer.get("needed"):
        raise Misconfigured(f"The bot lacks a right: give it {answer['needed']}.")
    if error in WORDS:
        raise Misconfigured(WORDS[error])
    if error in PASSING or error == "no JSON":
        raise Later(f"Slack says {error}.")
    raise Misconfigured(f"Slack says {error}.")


def plain(text: str) -> str:
    """Text in which nothing is a link, a mention or a command of Slack's."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def post(order: Order, channel: str, text: str, *, ident: str, look: bool) -> str:
    """One message, known by `ident`; on a repeat the one that is there already. Its `ts`."""
    if look:
        known = _posted(order, channel, ident)
        if known:
            return known
    told = {
        "channel": channel,
        "text": text,
        "blocks": [section(text)],
        "unfurl_links": False,
        "metadata": {"event_type": "allclear", "event_payload": {"id": ident}},
    }
    return str(ask_slack(order, "chat.postMessage", told).get("ts", ""))


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _posted(order: Order, channel: str, ident: str) -> str:
    """Our own message of that name, looked for only where a worker may have died after posting
    it; where the bot may not look, it is taken as not posted."""
    since = order.telling.first_try if order.telling else order.first_try
    asked = {
        "channel": channel,
        "include_all_metadata": "1",
        "limit": PAGE,
        "oldest": f"{since:.6f}",
    }
    found = call_slack(order, "conversations.history", asked)
    for message in found.get("messages", []):
        payload = message.get("metadata", {}).get("event_payload", {})
        if payload.get("id") == ident:
            return str(message.get("ts", ""))
    return ""
