"""What severities are called, wherever one is typed or imported."""

import re

# By level: what else it is called. The first word of each names no other level.
ALSO = ("P0", "P1, Major", "P2, Moderate", "P3, Minor")
_WORDS = {
    "critical": 0,
    "high": 1,
    "major": 1,
    "medium": 2,
    "moderate": 2,
    "low": 3,
    "minor": 3,
}
_NUMBERED = re.compile(r"(?:sev|severity|p|prio|priority)?[-_]?([0-3])")
_FILLING = {"sev", "severity", "p", "prio", "priority", "level"}


class UnknownSeverity(ValueError):
    """The text names no severity."""


def parse_severity(text: str) -> int:
    """The level (0–3) meant by "SEV1", "P2", "Major", "sev-0", "1 - Critical" …; of two that
    differ the worse. Raises UnknownSeverity."""
    levels = []
    for word in re.split(r"[\s:()/,]+|-(?!\d)", text.strip().lower()):
        numbered = _NUMBERED.fullmatch(word)
        if numbered:
            levels.append(int(numbered.group(1)))
        elif word in _WORDS:
            levels.append(_WORDS[word])
        elif word and word not in _FILLING:
            levels = []
            break
    if not levels:
        raise UnknownSeverity(
            f"{text!r} is no severity. Use SEV0–SEV3, P0–P3, or Critical, High, Medium, Low."
        )
    return min(levels)


def severity_label(level: int) -> str:
    return f"SEV{level}"
