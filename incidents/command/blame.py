"""Words that blame a person, found exactly.

A line that blames is never held back: its author alone is asked, in private, whether the fact
says it too. Nothing of this is stored. What is quoted (code, logs, addresses) is not read, and
words that only sound like it are left alone: "lazy loading", "page fault", "the pod should
have restarted", "Tom killed the query".
"""

import re
from collections.abc import Iterable

_QUOTED = re.compile(r"```.*?```|`[^`]*`|https?://\S+|“[^”]*”|\"[^\"]*\"|^\s*>.*?$", re.S | re.M)
_INSULT = re.compile(
    r"\b(?:stupid|idiots?|idiotic|morons?|moronic|incompeten(?:t|ce)|clueless|imbeciles?)\b",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"\bwho (?:the \w+ )?(?:did (?:this|that|it)\b|broke\b|screwed\b|messed\b|is to blame\b)"
    r"|\bwhose (?:fault|mistake)\b|\b(?:my|your|his|her|their) (?:own )?fault\b",
    re.IGNORECASE,
)
_PRONOUN = r"(?:you|he|she)"
_SHOULD = r"should(?:'ve|’ve| have)(?: never| not)? (?!a\b|an\b|the\b|any\b|all\b|no\b)\w+"
_DID = (
    r"(?:broke(?! (?:down|off|out|in)\b)|(?:has |have )?(?:messed|screwed|fucked) (?:\w+ )?up"
    r"|ruined|wrecked|forgot(?:ten)? to"
    r"|caused (?:this|that|it|the (?:outage|incident|problem|mess))"
    r"|is to blame|was careless|pushed a bad)"
)
_ALONE = re.compile(r"(?:^|[.!?]\s+)should(?:'ve|’ve| have) (?:known|tested|checked|asked|read)\b",
                    re.IGNORECASE)  # fmt: skip
HINT = (
    "Only you see this. Could it say what happened instead of who did it? The reason is looked "
    "for after restoration."
)


def blames(text: str, *, names: Iterable[str] = ()) -> bool:
    """Whether a line blames somebody; `names` are the people of the incident, as written."""
    read = _QUOTED.sub(" ", text)
    if _INSULT.search(read) or _WHO.search(read) or _ALONE.search(read):
        return True
    if re.search(rf"\b{_PRONOUN} (?:{_DID}|{_SHOULD})", read, re.IGNORECASE):
        return True
    called = {part for name in names for part in (name, *name.split()[:1]) if part.strip()}
    if not called:
        return False
    someone = "|".join(re.escape(one) for one in sorted(called, key=len, reverse=True))
    # A name is written with its capital: "will" and "mark" are words.
    named = rf"(?<!\w)(?:{someone})(?!\w)"
    return bool(
        re.search(rf"{named} (?:{_DID}|{_SHOULD})", read)
        or re.search(rf"(?<!\w)(?:{someone})[’']s (?:own )?(?:fault|mistake)\b", read)
        or re.search(rf"\b[Bb]lame {named}|\b[Ff]ault of {named}", read)
    )
