"""What would be wrong with a text before it is sent."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_ADDRESS = re.compile(
    r"\bhttps?://(?:localhost|[\w-]+(?::\d+)?(?=[/\s]|$)|[\w.-]+\.(?:internal|local|corp|lan))\S*"
    r"|\b(?:[a-z0-9-]+\.)+(?:internal|local|corp|lan|svc|cluster)\b(?:\.\w+)*"
    r"|\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b"
    r"|\b(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}\b"
    r"|\b(?:[a-z]+\d*-){1,4}\d{1,3}\b"
    r"|\b[a-z][a-z0-9]*(?:-[a-z0-9]+)*-[0-9a-f]{8,10}-[a-z0-9]{5}\b"
    r"|(?<!\w)/(?:var|etc|opt|srv|home|usr)/\S+",
    re.IGNORECASE,
)
_JARGON = re.compile(
    r"\b(?:OOMKilled|CrashLoopBackOff|ImagePullBackOff|p9[059]9?|kubernetes|k8s|kubelet|pods?|"
    r"namespace|failover|roll(?:ed)?[ -]?back|hotfix|replicas?|primary database|5xx|4xx|50[0-9]s?|"
    r"stack ?trace|segfault|(?:connection )?pool|thread pool|deadlocks?|mutex|heap|garbage "
    r"collection|DBA|SRE|runbook|war room|bridge call|PR #?\d+|commit [0-9a-f]{7,}|"
    r"(?:null ?pointer|[A-Z]\w+)Exception)\b",
    re.IGNORECASE,
)
_TRACE = re.compile(
    r"Traceback \(most recent call last\)|\bFile \"[^\"]+\", line \d+|\bat [\w.$]+\([\w.]+:\d+\)"
    r"|\b(?:panic|goroutine \d+|FATAL|ERROR):"
)
_BLAME = re.compile(
    r"\b(?:human error|(?:his|her|their|\w+'s) (?:fault|mistake|error)|to blame|careless\w*|"
    r"negligen\w+|forgot to|should have (?:known|tested|noticed)|incompeten\w+)\b",
    re.IGNORECASE,
)
_TOO_SURE = re.compile(
    r"\b(?:(?:is|are|been|was|were) (?:now )?(?:fully |completely )?(?:fixed|resolved|solved)|"
    r"back to normal|(?:will|won't|will not) (?:never )?happen again|guarantee\w*|"
    r"everything works)\b",
    re.IGNORECASE,
)
_OURS = re.compile(r"\b(?:SEV-?[0-3]|P[0-3]|INC-\d+|DRILL)\b")
_VAGUE = re.compile(
    r"\b(?:experiencing (?:some |technical )?(?:issues|difficulties)|technical difficulties|"
    r"(?:some|certain|minor) (?:issues|problems|errors)|"
    r"some (?:users|customers)|a small number of|the system failed|"
    r"shortly|soon|asap|as soon as possible)\b",
    re.IGNORECASE,
)
_PROMISED = re.compile(r"\bnext update\b", re.IGNORECASE)


@dataclass(frozen=True)
class Remark:
    """`word` is what it speaks of, as written; `text` says what to do."""

    word: str
    text: str


def lint(
    text: str,
    *,
    public: bool = True,
    internal_names: Sequence[str] = (),
    settled: bool = False,
) -> list[Remark]:
    """Remarks on one field; empty when its readers can use it. Until it is `settled` that it
    works again, nothing may sound so.

    Internal addresses, jargon and names are remarked on only where customers read them.
    """
    remarks: list[Remark] = []
    if public:
        remarks += _each(_ADDRESS, text, "“{}” is an internal address: leave it out.")
        remarks += _each(_TRACE, text, "“{}” is from a program's own output: say what it means.")
        remarks += _each(_OURS, text, "“{}” is our label: customers cannot use it.")
        remarks += _each(_JARGON, text, "“{}” is our word, not the customers'. Say what they see.")
        for name in internal_names:
            named = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
            if name.strip():
                advice = "“{}” is an internal name. Say what customers call it."
                remarks += _each(named, text, advice)
    remarks += _each(_VAGUE, text, "“{}” is vague: how many, what exactly, by when?")
    remarks += _each(_BLAME, text, "“{}” blames. Say what happened and what was missing.")
    if not settled:
        advice = "“{}” promises more than is verified. Say what works now, and since when."
        remarks += _each(_TOO_SURE, text, advice)
    if _PROMISED.search(text):
        remarks.append(
            Remark("next update", "The next update has its own field and is added by itself.")
        )
    if "!" in text:
        remarks.append(Remark("!", "No exclamation marks: calm is read as control."))
    return list({one.word.lower(): one for one in reversed(remarks)}.values())[::-1]


def names_a_host(text: str) -> bool:
    """Whether it says where something runs: an address, a host, a pod, a path."""
    return _ADDRESS.search(text) is not None


def hosts_in(text: str) -> list[str]:
    """What says where something runs, each once."""
    return list(dict.fromkeys(found.group(0) for found in _ADDRESS.finditer(text)))


def missing(name: str, text: str) -> list[Remark]:
    """A remark when a part that readers look for is empty."""
    advice = {
        "impact": "Impact is empty: who is affected, what still works?",
        "action": "Action is empty: what are you doing now?",
        "status": "Status is empty: how far are you?",
    }
    return [] if text.strip() else [Remark("", advice[name])]


def _each(pattern: re.Pattern[str], text: str, advice: str) -> list[Remark]:
    return [
        Remark(found.group(0), advice.format(found.group(0))) for found in pattern.finditer(text)
    ]
