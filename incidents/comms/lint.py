"""What would be wrong with a text before it is sent to customers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_HOST = re.compile(
    r"\b(?:[a-z0-9-]+\.)+(?:internal|local|corp|lan|svc|cluster)\b|\b(?:\d{1,3}\.){3}\d{1,3}\b",
    re.IGNORECASE,
)
_JARGON = re.compile(
    r"\b(OOMKilled|CrashLoopBackOff|p9[59]|kubernetes|k8s|pod|pods|failover|rollback|rolled back|"
    r"replica|5xx|502|503|stack trace|segfault|connection pool|DBA|SEV[0-3]|P[0-3]|INC-\d+)\b"
)


@dataclass(frozen=True)
class Remark:
    """`word` is what it speaks of; `text` says what to do."""

    word: str
    text: str


def lint(text: str, *, internal_names: Sequence[str] = ()) -> list[Remark]:
    """Remarks on a public text; empty when customers can read it."""
    remarks = [
        Remark(match.group(0), f"“{match.group(0)}” is an internal address: leave it out.")
        for match in _HOST.finditer(text)
    ]
    remarks += [
        Remark(match.group(0), f"“{match.group(0)}” is our word, not the customers'.")
        for match in _JARGON.finditer(text)
    ]
    remarks += [
        Remark(name, f"“{name}” is an internal name. Say what customers call it.")
        for name in internal_names
        if name and re.search(rf"\b{re.escape(name)}\b", text)
    ]
    if "!" in text:
        remarks.append(Remark("!", "No exclamation marks: calm is read as control."))
    return remarks
