"""Notifications to browsers, by the Push API's services (RFC 8030).

What seals them is loaded with the first one: most processes send none.
"""

import hashlib
import json
import time
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from portal.post.channels.accounts import Account, OneLetterSession
from portal.post.channels.letters import (
    Ambiguous,
    Deferred,
    Ended,
    Letter,
    Misconfigured,
    NotTaken,
    Refused,
)
from portal.post.channels.outside import Answer, NoAnswer, NotAllowed, ask

SUCCESS = range(200, 300)
GONE = {404, 410}
NOT_US = {400, 401, 403}
TOO_LARGE, TOO_MANY, TROUBLE = 413, 429, 500
# A page that waits longer than this was answered by the next; other words may wait a day.
KEPT_URGENT, KEPT = 30 * 60, 24 * 60 * 60
TOKEN_GOOD_FOR = 12 * 60 * 60
TOPIC = 32


class PushSession(OneLetterSession):
    def __init__(self, account: Account) -> None:
        self.account = account
        self.encryption: Any = import_module("portal.post.channels.encryption")

    def deliver(self, letter: Letter) -> None:
        browser = letter.browser
        if browser is None:
            raise Refused("This browser was removed: it takes no notifications any more.")
        try:
            text = json.dumps(notification(letter)).encode()
            body = self.encryption.encrypted(text, p256dh=browser.p256dh, auth=browser.auth)
        except self.encryption.UnusableKey as error:
            raise Ended(f"{error} It must be added again.") from error
        try:
            answer = ask(
                "POST", browser.endpoint, body=body, headers=self._headers(letter, browser.endpoint)
            )
        except NotAllowed as error:
            raise Ended(str(error)) from error
        except OSError as error:
            raise Deferred(f"The push service cannot be reached: {error}") from error
        except NoAnswer as error:
            raise Ambiguous(str(error)) from error
        _judge(answer, urlsplit(browser.endpoint).hostname or "")

    def _headers(self, letter: Letter, endpoint: str) -> dict[str, str]:
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int(time.time()) + TOKEN_GOOD_FOR,
            "sub": self.account.sender,
        }
        try:
            token = self.encryption.signed_claims(claims, private=self.account.secret)
            public = self.encryption.public_of(self.account.secret)
        except self.encryption.UnusableKey as error:
            raise Misconfigured(f"Our own key cannot be used. {error}") from error
        urgent = letter.words.urgent
        return {
            "Authorization": f"vapid t={token}, k={public}",
            "Content-Type": "application/octet-stream",
            "Content-Encoding": "aes128gcm",
            "TTL": str(KEPT_URGENT if urgent else KEPT),
            "Urgency": "high" if urgent else "normal",
            "Topic": tag(letter),
        }


def notification(letter: Letter) -> dict[str, Any]:
    """What the service worker shows; the tag makes a repeat take the first one's place."""
    words = letter.words
    return {
        "title": words.title,
        "body": words.short,
        "link": words.link,
        "tag": tag(letter),
        "urgent": words.urgent,
    }


def tag(letter: Letter) -> str:
    """The same for every attempt at one message to one browser."""
    return hashlib.sha256(letter.message_id.encode()).hexdigest()[:TOPIC]


def _judge(answer: Answer, host: str) -> None:
    if answer.status in SUCCESS:
        return
    if answer.status in GONE:
        raise Ended("The browser ended it: notifications must be switched on there again.")
    if answer.status == TOO_MANY or answer.status >= TROUBLE:
        raise Deferred(f"{host} answered {answer.status}.", seconds=answer.retry_after)
    if answer.status == TOO_LARGE:
        raise NotTaken(f"{host} says that this is too long.")
    if answer.status in NOT_US:
        raise Misconfigured(
            f"{host} does not accept our key: if it was changed, each browser must be added again. "
            f"(It answered {answer.status}.)"
        )
    raise NotTaken(f"{host} answered {answer.status}.")
