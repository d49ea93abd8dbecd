"""Secrets that people and machines paste: hidden before anything is written once.

E-mail addresses and the names of keys stay, so that a line can still be understood.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

MASK = "••••"
_LUHN_BASE = 10
_CARD = re.compile(r"(?<![\w.-])(?:\d[ -]?){12,18}\d(?![\w-]|\.\d)")
_WHOLE = re.compile(
    "|".join(
        (
            # Private keys, whole or cut off at the end.
            r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
            r"(?<![\w-])eyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*",  # JSON Web Tokens
            r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",  # keys of AWS
            r"\bgh[pousr]_[A-Za-z0-9]{30,}\b",  # of GitHub
            r"\bgithub_pat_\w{40,}\b",
            r"(?<![\w-])xox[abeoprs]-[\w-]{10,}",  # of Slack
            r"\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}\b",  # of Stripe
            r"\bAIza[\w-]{35}\b",  # of Google
        )
    ),
    re.DOTALL,
)
# What stands behind these words is the secret; the words stay.
_AFTER = re.compile(
    r"(?P<keep>\b(?:bearer|basic)\s+"
    r"|(?P<name>(?<![\w.-])[\w.-]{0,80}?(?:password|passwd|pwd|passphrase|secret|api[_-]?key"
    r"|access[_-]?key|auth[_-]?token|access[_-]?token|refresh[_-]?token"
    r"|private[_-]?key|client[_-]?secret))(?P<quote>[\"']?)\s*(?:=>?|:)\s*)"
    r"(?P<secret>\"[^\"\n]+\"|'[^'\n]+'|[^\s\"',;&<>)\]}]+)",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(
    r"(?P<keep>\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@]*:)(?P<secret>[^\s/]+)(?=@)", re.IGNORECASE
)
_SHORTEST_TOKEN = 8


def masked(text: str) -> tuple[str, int]:
    """The text with its secrets hidden, and how many they were."""
    found = 0

    def hide(written: re.Match[str]) -> str:
        nonlocal found
        shown = _shown(written)
        found += shown != written[0]
        return shown

    for pattern in (_WHOLE, _IN_ADDRESS, _AFTER, _CARD):
        text = pattern.sub(hide, text)
    return text, found


def masked_data(data: Any) -> tuple[Any, int]:
    """The same of every text within lists and mappings."""
    if isinstance(data, str):
        return masked(data)
    if isinstance(data, Mapping):
        parts = {key: masked_data(value) for key, value in data.items()}
        return {key: one for key, (one, _) in parts.items()}, sum(n for _, n in parts.values())
    if isinstance(data, list | tuple):
        items = [masked_data(value) for value in data]
        return [one for one, _ in items], sum(n for _, n in items)
    return data, 0


def _shown(written: re.Match[str]) -> str:
    rule = _RULES.get(written.re)
    return rule(written) if rule else MASK


def _after(written: re.Match[str]) -> str:
    secret = written["secret"]
    is_word = written["name"] is None and len(secret) < _SHORTEST_TOKEN
    return written[0] if is_word or secret.strip("\"'") == MASK else f"{written['keep']}{MASK}"


def _card(written: re.Match[str]) -> str:
    digits = [int(one) for one in written[0] if one.isdigit()]
    return MASK if _holds(digits) else written[0]


def _holds(digits: list[int]) -> bool:
    """Luhn's check of a card's number (ISO/IEC 7812-1); a row of one digit is no card."""
    doubled = [
        digit if place % 2 == 0 else sum(divmod(digit * 2, _LUHN_BASE))
        for place, digit in enumerate(reversed(digits))
    ]
    return len(set(digits)) > 1 and sum(doubled) % _LUHN_BASE == 0


_RULES: dict[re.Pattern[str], Callable[[re.Match[str]], str]] = {
    _AFTER: _after,
    _IN_ADDRESS: lambda written: f"{written['keep']}{MASK}",
    _CARD: _card,
}
