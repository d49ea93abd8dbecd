"""SMS and calls by the HTTP API that Twilio made usual, and others offer too.

https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
https://www.twilio.com/docs/voice/api/call-resource#create-a-call-resource
"""

import base64
import json
from collections.abc import Mapping
from urllib.parse import quote, urlencode, urlsplit

from portal.post.channels.accounts import Account, OneLetterSession
from portal.post.channels.letters import (
    Ambiguous,
    Deferred,
    Letter,
    Misconfigured,
    NotTaken,
    Refused,
    Unrepeatable,
    Words,
)
from portal.post.channels.outside import Answer, NoAnswer, NotAllowed, ask
from portal.post.channels.spoken import spoken
from portal.post.numbers import is_number

SUCCESS, MOVED, BAD = range(200, 300), range(300, 400), range(400, 500)
TOO_MANY, NO_ANSWER_BEHIND = 429, 504
NOT_US = {401, 403}
UNKNOWN = 404
LONGEST_BODY = 1600

# By Twilio's code, what to tell people. https://www.twilio.com/docs/api/errors
OF_THE_NUMBER = {
    21211: "This is not a telephone number that can be reached.",
    21214: "This number cannot be reached.",
    21217: "This is not a telephone number that can be called.",
    21265: "A short number cannot be reached.",
    21610: "This person answered STOP to our SMS; they must send START to that number first.",
    21612: "No SMS can be sent to this number.",
    21614: "This number takes no SMS: it is no mobile one.",
    13223: "This is not a telephone number that can be called.",
    13224: "This number cannot be called.",
}
OF_OURS = {
    20005: "the account is not active. See to it in the provider's console.",
    20008: "these are test credentials, which send nothing. Paste the live ones.",
    21210: "calls may not come from this number until it is verified there.",
    21212: "the sender is no number that it can use.",
    21215: "calls to this country are not allowed. Allow it in the provider's console.",
    21408: "SMS to this country are not allowed. Allow it in the provider's console.",
    21603: "no sender is set.",
    21606: "the sender is not a number of this account that can send SMS.",
    21608: "a trial account reaches only numbers that were verified there.",
    21659: "the sender is not a number of this account.",
    21660: "the sender belongs to another account.",
    21701: "the messaging service is not there any more.",
    21703: "the messaging service has no number to send from.",
    21705: "the messaging service's SID is wrong.",
}


class TwilioSession(OneLetterSession):
    """SMS, each a request."""

    RESOURCE = "Messages"

    def __init__(self, account: Account) -> None:
        self.account = account
        host = urlsplit(account.address).hostname or ""
        self.who = "Twilio" if host.endswith("twilio.com") else host

    def deliver(self, letter: Letter) -> None:
        if not is_number(letter.address):
            raise Refused("This is no number with its country, like +4915112345678.")
        try:
            answer = ask(
                "POST",
                self._url(),
                body=urlencode(self.form(letter)).encode(),
                headers=self._headers(),
                listed=True,
            )
        except NotAllowed as error:
            raise Misconfigured(f"{self.who} cannot be asked. {error}") from error
        except OSError as error:
            raise Deferred(f"{self.who} cannot be reached: {error}") from error
        except NoAnswer as error:
            raise self._unsure() from error
        self._judge(answer)

    def form(self, letter: Letter) -> dict[str, str]:
        sender = self.account.sender
        by = "MessagingServiceSid" if sender.startswith("MG") else "From"
        return {"To": letter.address, by: sender, "Body": written(letter.words)}

    def _url(self) -> str:
        sid = quote(self.account.account, safe="")
        return f"{self.account.address}/2010-04-01/Accounts/{sid}/{self.RESOURCE}.json"

    def _headers(self) -> dict[str, str]:
        pair = f"{self.account.account}:{self.account.secret}".encode()
        return {
            "Authorization": f"Basic {base64.b64encode(pair).decode()}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
            "User-Agent": "Allclear",
        }

    def _unsure(self) -> Exception:
        said = f"{self.who} took it and gave no answer: it may have arrived."
        return (Ambiguous if self.account.repeat_when_unsure else Unrepeatable)(said)

    def _judge(self, answer: Answer) -> None:
        """https://www.twilio.com/docs/usage/twilios-response#response-formats-exceptions"""
        status = answer.status
        if status in SUCCESS:
            return
        code, said = _explained(answer.body)
        if status == TOO_MANY:
            raise Deferred(f"{self.who} is asked too much at once.", seconds=answer.retry_after)
        if status == NO_ANSWER_BEHIND:
            raise self._unsure()
        if status not in BAD and status not in MOVED:
            words = f"{self.who} is in trouble: it answered {status}."
            raise Deferred(words, seconds=answer.retry_after)
        if code in OF_THE_NUMBER:
            raise Refused(OF_THE_NUMBER[code])
        if code in OF_OURS:
            raise Misconfigured(f"{self.who} sends nothing: {OF_OURS[code]}")
        if status in NOT_US:
            raise Misconfigured(
                f"{self.who} does not accept this account or token: paste both again. ({said})"
            )
        if status == UNKNOWN or status in MOVED:
            raise Misconfigured(
                f"{self.who} knows no such account: look at its SID and address. ({said})"
            )
        raise NotTaken(f"{self.who} does not take it: {said}")


class CallSession(TwilioSession):
    """Calls that read the words out, twice."""

    RESOURCE = "Calls"

    def form(self, letter: Letter) -> dict[str, str]:
        return {
            "To": letter.address,
            "From": self.account.sender,
            "Twiml": spoken(letter.words),
        }


def written(words: Words) -> str:
    """The words, and last the link, so that phones make it one to tap."""
    return f"{words.short or words.title} {words.link}".strip()[:LONGEST_BODY]


def _explained(body: bytes) -> tuple[int, str]:
    """The code and words of an error, ``{"code": 21211, "message": …}``."""
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        found = {}
    if not isinstance(found, Mapping):
        return 0, "no reason given"
    code = found.get("code")
    said = str(found.get("message") or "no reason given")[:300]
    known = code if isinstance(code, int) else 0
    return known, f"{said} {known}" if known else said
