"""What would be wrong with words before everybody reads them."""

import re
from collections.abc import Mapping

from statuspage.actions.fill_template import places_in

_ADDRESS = re.compile(
    r"\b(?:[a-z0-9-]+\.)+(?:internal|local|corp|lan|svc|cluster)\b(?:\.\w+)*"
    r"|\bhttps?://(?:localhost|[\w-]+(?::\d+)?(?=[/\s]|$))\S*"
    r"|\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b"
    r"|\b(?:[a-z]+\d*-){1,4}\d{1,3}\b",
    re.IGNORECASE,
)
_JARGON = re.compile(
    r"\b(?:p9[059]9?|kubernetes|k8s|pods?|namespace|failover|roll(?:ed)?[ -]?back|hotfix|"
    r"replicas?|5xx|4xx|50[0-9]s?|stack ?trace|deadlocks?|heap|DBA|SRE|runbook|"
    r"SEV-?[0-3]|INC-\d+|[A-Z]\w+Exception)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:experiencing (?:some |technical )?(?:issues|difficulties)|technical difficulties|"
    r"some (?:users|customers)|human error|shortly|soon|asap)\b",
    re.IGNORECASE,
)
_RULES = (
    (_ADDRESS, "“{}” is an internal address: leave it out."),
    (_JARGON, "“{}” is our word, not the customers'. Say what they see."),
    (_VAGUE, "“{}” is vague: how many, what exactly, by when?"),
)
MISSING = {
    "status_text": "Status is empty: how far are you?",
    "impact_text": "Impact is empty: who is affected, what still works?",
    "action_text": "Action is empty: what are you doing now?",
}


def remarks_on(texts: Mapping[str, str], *, expected: tuple[str, ...]) -> dict[str, list[str]]:
    """Field → what it could do better; `expected` fields are remarked on when empty."""
    found: dict[str, list[str]] = {}
    for name, text in texts.items():
        said = [MISSING[name]] if name in expected and not text.strip() else []
        said += [f"Fill in “{one}”, or delete it." for one in places_in(text)]
        for pattern, advice in _RULES:
            said += [advice.format(hit.group(0)) for hit in pattern.finditer(text)]
        if "!" in text:
            said.append("No exclamation marks: calm is read as control.")
        found[name] = list(dict.fromkeys(said))
    return found
