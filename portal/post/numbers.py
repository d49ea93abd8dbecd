"""Telephone numbers in the one form providers take: E.164, like +4915112345678."""

import re

_NOISE = re.compile(r"[\s().\-/\u00a0\u2010-\u2015]")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


class NotANumber(ValueError):
    """It cannot be called; the text says how to write it."""


def normal_number(text: str) -> str:
    """``+`` and 7 to 15 digits, from how people write numbers. Raises NotANumber."""
    number = _NOISE.sub("", text.strip().replace("(0)", ""))
    if number.startswith("00"):
        number = f"+{number[2:]}"
    if not number.startswith("+"):
        raise NotANumber("Write the number with its country, like +49 151 12345678.")
    if not _E164.fullmatch(number):
        raise NotANumber("A number is + and 7 to 15 digits, like +49 151 12345678.")
    return number


def is_number(text: str) -> bool:
    return bool(_E164.fullmatch(text))
