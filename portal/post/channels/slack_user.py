"""A direct message in Slack, by the Web API: https://docs.slack.dev/reference/methods/chat.postMessage"""

import json
from typing import Any
from urllib.parse import urlencode

from portal.post.channels.accounts import Account, OneLetterSession
from portal.post.channels.letters import (
    Ambiguous,
    Deferred,
    Letter,
    Misconfigured,
    NotTaken,
    Refused,
    Words,
)
from portal.post.channels.outside import NoAnswer, NotAllowed, ask

TOO_MANY, TROUBLE, LONGEST_SECTION = 429, 500, 3000
# Slack takes the looking up as a form only.
JSON, FORM = "application/json;charset=utf-8", "application/x-www-form-urlencoded"
OURS = {
    "invalid_auth": "Slack does not accept this token. Paste the bot's token, which begins xoxb-.",
    "not_authed": "Slack got no token. Paste the bot's token, which begins xoxb-.",
    "account_inactive": "The bot of this token was removed. Install it again, paste its token.",
    "token_revoked": "The token was revoked. Install the bot again, paste its token.",
    "token_expired": "The token has run out. Install the bot again, paste its token.",
    "missing_scope": "The bot lacks a right: give it chat:write and users:read.email.",
    "not_allowed_token_type": "This is not a bot's token: paste the one that begins xoxb-.",
    "messages_tab_disabled": "The app takes no messages: switch its Messages tab on.",
    "org_login_required": "The workspace is being moved: Slack takes nothing meanwhile.",
    "access_denied": "Slack does not let this bot write.",
}
THEIRS = {
    "users_not_found": "Nobody in Slack has this address.",
    "user_not_found": "Nobody in Slack has this id.",
    "channel_not_found": "Nobody in Slack has this id.",
    "user_disabled": "This account is switched off in Slack.",
    "account_disabled": "This account is switched off in Slack.",
    "cannot_dm_bot": "This is a bot's account.",
    "is_archived": "This conversation is closed in Slack.",
    "not_in_channel": "The bot may not write there.",
}
PASSING = {
    "internal_error", "fatal_error", "service_unavailable", "request_timeout", "ratelimited",
    "rate_limited", "team_added_to_org", "ekm_access_denied",
}  # fmt: skip
LABELS = {"acknowledge": "Acknowledge", "decline": "Decline"}
STYLES = {"acknowledge": {"style": "primary"}}


class SlackUserSession(OneLetterSession):
    """Writes to people by the bot; whom an e-mail address belongs to is asked once."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.known: dict[str, str] = {}

    def deliver(self, letter: Letter) -> None:
        said = {"channel": self._user(letter.address), **message(letter.words)}
        self._ask("chat.postMessage", json.dumps(said), kind=JSON)

    def _user(self, address: str) -> str:
        if "@" not in address:
            return address
        if address not in self.known:
            try:
                found = self._ask("users.lookupByEmail", urlencode({"email": address}), kind=FORM)
            except Ambiguous as error:
                raise Deferred("Slack gave no answer to who this is.") from error
            self.known[address] = str((found.get("user") or {}).get("id") or "")
        return self.known[address]

    def _ask(self, method: str, body: str, *, kind: str) -> dict[str, Any]:
        headers = {
            "Authorization": f"Bearer {self.account.secret}",
            "Content-Type": kind,
            "User-Agent": "Allclear",
        }
        url = f"{self.account.address}/{method}"
        try:
            answer = ask("POST", url, body=body.encode(), headers=headers, listed=True)
        except NotAllowed as error:
            raise Misconfigured(f"Slack cannot be asked. {error}") from error
        except OSError as error:
            raise Deferred(f"Slack cannot be reached: {error}") from error
        except NoAnswer as error:
            raise Ambiguous(f"Slack took it and gave no answer. {error}") from error
        if answer.status == TOO_MANY:
            raise Deferred("Slack is asked too much at once.", seconds=answer.retry_after)
        if answer.status >= TROUBLE:
            raise Deferred(f"Slack answered {answer.status}.", seconds=answer.retry_after)
        return _checked(answer.body, answer.status)


def _checked(body: bytes, status: int) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Misconfigured(f"What answers at Slack's address is not Slack: it answered {status}.")
    if found.get("ok"):
        return found
    error = str(found.get("error", ""))
    if error in OURS:
        raise Misconfigured(OURS[error])
    if error in THEIRS:
        raise Refused(THEIRS[error])
    if error in PASSING:
        raise Deferred(f"Slack says {error}.")
    raise NotTaken(f"Slack does not take it: {error or status}.")


def message(words: Words) -> dict[str, Any]:
    """Text for notifications and screen readers, and blocks with what may be pressed."""
    text = escaped(words.short or words.title)
    said = f"*{escaped(words.title)}*\n{text}" if words.short else f"*{text}*"
    blocks: list[dict[str, Any]] = [
        {"type": "section", "text": {"type": "mrkdwn", "text": said[:LONGEST_SECTION]}}
    ]
    buttons = [*_answers(words), *_link(words)]
    if buttons:
        blocks.append({"type": "actions", "block_id": "answer", "elements": buttons})
    return {"text": text, "blocks": blocks, "unfurl_links": False, "unfurl_media": False}


def _answers(words: Words) -> list[dict[str, Any]]:
    return [
        {
            "type": "button",
            "action_id": one,
            "value": words.about,
            "text": {"type": "plain_text", "text": LABELS.get(one, one.capitalize())},
            **STYLES.get(one, {}),
        }
        for one in words.answers
    ]


def _link(words: Words) -> list[dict[str, Any]]:
    if not words.link:
        return []
    text = {"type": "plain_text", "text": "Open in Allclear"}
    return [{"type": "button", "action_id": "open", "url": words.link, "text": text}]


def escaped(text: str) -> str:
    """As Slack wants what people wrote."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
